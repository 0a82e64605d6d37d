package finding

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Goroutine is one in a dump.
type Goroutine struct {
	ID      int
	State   string        // as the runtime has it: "chan receive"
	Stack   []trace.Frame // innermost first
	Created *trace.Frame  // its go statement, if the dump names it
}

// Goroutines reads a dump of goroutines, by the runtime or by goleak. Lines may be
// indented by spaces, as in the log of a test; others than those of a dump are
// passed over.
func Goroutines(text []byte) []Goroutine {
	var d dump
	for line := range bytes.Lines(text) {
		d.line(strings.TrimLeft(trimEOL(line), " "))
	}
	return d.all
}

var (
	goroutineLine = regexp.MustCompile(`^goroutine (\d+)(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[([^\]]*)\]:$`)
	leakedLine    = regexp.MustCompile(`^\[?Goroutine (\d+) in state ([^\]]*?), with `)
	dumpPlace     = regexp.MustCompile(`^\t(\S.*?):(\d+)(?: \+0x[0-9a-f]+)?(?: fp=0x\S+ sp=0x\S+ pc=0x\S+)?$`)
	createdBy     = regexp.MustCompile(`^created by (\S.*?)(?: in goroutine \d+)?$`)
	registerLine  = regexp.MustCompile(`^r?[a-z0-9]{2,6} +0x[0-9a-f]+$`)
)

// maxFrames bounds the stack of a goroutine.
const maxFrames = 256

// A dump is read line by line.
type dump struct {
	all     []Goroutine
	open    bool   // the last one may have more lines
	fn      string // of the frame whose place comes next
	creator bool   // that is the go statement
}

// line reports whether a line may stand in a dump.
func (d *dump) line(line string) bool {
	m := goroutineLine.FindStringSubmatch(line)
	if m == nil {
		m = leakedLine.FindStringSubmatch(line)
	}
	switch {
	case m != nil:
		id, _ := strconv.Atoi(m[1])
		state, _, _ := strings.Cut(m[2], ",")
		d.all, d.open, d.fn = append(d.all, Goroutine{ID: id, State: state}), true, ""
	case line == "":
		d.open, d.fn = false, ""
	case dumpPlace.MatchString(line):
		d.place(dumpPlace.FindStringSubmatch(line))
		d.fn = ""
	case strings.HasPrefix(line, "\t"), strings.HasPrefix(line, "...") && strings.Contains(line, "frames elided"):
	case createdBy.MatchString(line):
		d.fn, d.creator = createdBy.FindStringSubmatch(line)[1], true
	case strings.HasSuffix(line, ")") && strings.Contains(line, "("):
		d.fn, d.creator = line[:strings.LastIndexByte(line, '(')], false
	case strings.HasPrefix(line, "[originating from"), strings.HasPrefix(line, "runtime: "),
		strings.HasPrefix(line, "goroutine running on other thread"), registerLine.MatchString(line):
	default:
		return false
	}
	return true
}

// place enters the frame of which m is the place.
func (d *dump) place(m []string) {
	if !d.open || d.fn == "" {
		return
	}
	g := &d.all[len(d.all)-1]
	n, _ := strconv.Atoi(m[2])
	switch f := (trace.Frame{Func: d.fn, File: m[1], Line: n}); {
	case f.Injected():
	case d.creator:
		g.Created = &f
	case len(g.Stack) < maxFrames:
		g.Stack = append(g.Stack, f)
	}
}
