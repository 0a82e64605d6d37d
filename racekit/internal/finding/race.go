package finding

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Race is a report of the race detector.
type Race struct {
	// Accesses are the two that conflict, the later one first. A cut report
	// has a zero Access in place of what is missing.
	Accesses [2]Access
	// Number says which of the races of its execution it is, from 1; 0 is unknown.
	Number int
}

// An Access is one side of a race.
type Access struct {
	Write   bool
	Atomic  bool          // by sync/atomic
	Stack   []trace.Frame // empty if the detector had forgotten it
	Main    bool          // by the main goroutine
	Ended   bool          // the goroutine had ended
	Created []trace.Frame // where its goroutine was started; empty if unknown
	known   bool
	id      int // the detector's number of the goroutine
}

const raceMark = "WARNING: DATA RACE"

var (
	raceRule    = strings.Repeat("=", 18)
	accessLine  = regexp.MustCompile(`^(Previous )?(?i:(atomic )?(read|write)) at 0x[0-9a-f]+ by (?:goroutine (\d+)|(main goroutine)):$`)
	createdLine = regexp.MustCompile(`^Goroutine (\d+) \((running|finished)\) created at:$`)
	heapLine    = regexp.MustCompile(`^(Heap block of size|Global var) .*$`)
)

const lostStack = "  [failed to restore the stack]"

// ParseRaces takes the race detector's reports out of a program's output and
// returns them with the rest, in order. Lines in a report that are not the
// detector's belong to the rest.
func ParseRaces(output []byte) (races []Race, rest []byte) {
	var p raceParser
	for line := range bytes.Lines(output) {
		p.line(line)
	}
	p.end()
	return p.races, append(p.rest, p.held...)
}

type raceParser struct {
	races []Race
	rest  []byte

	open  bool // within a report
	seen  int  // access headers in this report
	race  Race
	stack *[]trace.Frame // where frames go; nil while they are of no interest
	fn    string         // function whose place comes next
	held  []byte         // a line that ends in the rule: of a report only if the next one says so
}

func (p *raceParser) line(raw []byte) {
	line := strings.TrimRight(string(raw), "\r\n")
	held := p.held
	p.held = nil
	if line == raceMark {
		// A mark without a rule, or within a report, follows a cut one.
		p.end()
		p.rest = append(p.rest, strings.TrimSuffix(strings.TrimRight(string(held), "\r\n"), raceRule)...)
		p.open, p.seen, p.race, p.stack, p.fn = true, 0, Race{}, nil, ""
		return
	}
	p.rest = append(p.rest, held...)
	lead, ruled := strings.CutSuffix(line, raceRule)
	switch {
	case ruled && p.open:
		p.end()
		p.rest = append(p.rest, lead...)
	case ruled:
		p.held = raw
	case !p.open || !p.report(line):
		p.rest = append(p.rest, raw...)
	}
}

// report takes one line of a report; false if it is not one.
func (p *raceParser) report(line string) bool {
	if line == "" || line == lostStack {
		p.fn = ""
		return true
	}
	if m := accessLine.FindStringSubmatch(line); m != nil {
		p.fn, p.stack = "", nil
		if p.seen >= len(p.race.Accesses) {
			return true
		}
		a := &p.race.Accesses[p.seen]
		p.seen++
		id, _ := strconv.Atoi(m[4])
		*a = Access{Write: strings.EqualFold(m[3], "write"), Atomic: m[2] != "", Main: m[5] != "", id: id, known: true}
		p.stack = &a.Stack
		return true
	}
	if m := createdLine.FindStringSubmatch(line); m != nil {
		p.fn = ""
		p.stack = p.created(m[1], m[2] == "finished")
		return true
	}
	if heapLine.MatchString(line) {
		p.fn, p.stack = "", nil
		return true
	}
	if file, n, ok := place(line); ok && p.fn != "" {
		if f := (trace.Frame{Func: p.fn, File: file, Line: n}); p.stack != nil && !f.Injected() {
			*p.stack = append(*p.stack, f)
		}
		p.fn = ""
		return true
	}
	if fn, ok := strings.CutPrefix(line, "  "); ok && !strings.HasPrefix(fn, " ") {
		if fn, ok = strings.CutSuffix(fn, "()"); ok && fn != "" {
			p.fn = fn
			return true
		}
	}
	return false
}

// place takes a line like "      /dir/file.go:12 +0x1f" apart. Most lines of a
// report are such, so there is no regular expression.
func place(line string) (file string, n int, ok bool) {
	rest, indented := strings.CutPrefix(line, "      ")
	rest, offset, found := cutLast(rest, " +0x")
	file, number, numbered := cutLast(rest, ":")
	if !indented || !found || !numbered || file == "" || file[0] == ' ' || offset == "" || strings.Trim(offset, "0123456789abcdef") != "" {
		return "", 0, false
	}
	n, err := strconv.Atoi(number)
	return file, n, err == nil && n >= 0 && number[0] != '+'
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// created notes how a goroutine ended and returns where to put the stack of
// its start; nil if it took no part.
func (p *raceParser) created(id string, ended bool) *[]trace.Frame {
	n, _ := strconv.Atoi(id)
	for i := range p.race.Accesses {
		if a := &p.race.Accesses[i]; a.known && !a.Main && a.id == n {
			a.Ended, a.Created = ended, nil
			return &a.Created
		}
	}
	return nil
}

func (p *raceParser) end() {
	if !p.open {
		return
	}
	p.open = false
	for i := range p.race.Accesses {
		a := &p.race.Accesses[i]
		if len(a.Stack) > 0 && trace.Package(a.Stack[0].Func) == "sync/atomic" {
			a.Atomic = true
		}
	}
	p.races = append(p.races, p.race)
}

// Sites returns the code that made the two accesses, as far as it is known.
func (r *Race) Sites() []trace.Frame {
	var out []trace.Frame
	for _, a := range r.Accesses {
		if f, ok := trace.User(a.Stack); ok {
			out = append(out, f)
		}
	}
	return out
}
