// Package record is how a finding is kept: the file under testdata/racekit that
// repeats its schedule, where such files lie, and what runs them in a build of
// today.
package record

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A Record is a finding as it is kept: what is needed to run its schedule
// again, and what to expect of it.
type Record struct {
	Log []string // readable story, one line each; not read by programs

	Go       string // version of the toolchain: "go1.26.8"
	Engine   int    // what decisions mean: Engine of the racekit that wrote it; 0 is older than the field
	Test     string // top-level test, or trace.Together
	Subtest  string // that alone is run; "" is all
	Input    string // what the test is to do, if it explores itself
	Package  string // import path
	Kind     finding.Kind
	Identity string

	Strategy string             // in the words of the -strategy flag
	Seed     uint64             // base seed
	Index    int                // of the execution: its random numbers
	Number   int                // of the first schedule that showed the finding, among those explored, from 1; 0 is not known
	Model    string             // preemptive or cooperative
	Race     bool               // built with -race
	Detector execution.Detector // what looked for data races; if Race
	RealTime bool
	Epoch    int64         // the time of day when its process started, in seconds since 1970; 0 is that of records that name none
	Early    bool          // timers may fire early
	Wide     bool          // nothing but decisions matters: the clock stands still, a select's way is a decision
	Isolated bool          // the first execution of its process: the test cannot run twice in one
	Short    bool          // run with -short
	Tags     string        // build tags, comma separated
	MaxSteps int           // 0 is the default
	Timeout  time.Duration // in virtual time; 0 is none

	Sites     []Site // contended memory accesses that were scheduling points
	Hash      uint64 // of the trace
	Steps     int
	Decisions []uint32 // who ran at each step
}

// A Site is a position in the code of a test binary that other builds of the
// same source share: a function and an offset into its code.
type Site struct {
	Func   string
	Offset uint32
}

// Engine counts the changes of what the decisions of a schedule mean: another
// engine may have other scheduling points, or choose among them in another order.
// A record of another engine is replayed like any other.
const Engine = 1

// recordVersion is the format of the file, not of racekit.
const (
	recordMagic   = "racekit record "
	recordVersion = "v1"
)

const (
	maxRecordSize = 16 << 20
	maxDecisions  = 1 << 22
	maxSites      = 1 << 16
	maxTask       = 1<<24 - 1
	maxInput      = 1 << 15
	maxWay        = 127
	recordWidth   = 80
)

// WriteTo writes the record's text. A record that could not be read back is
// refused, and nothing is written.
func (r *Record) WriteTo(w io.Writer) (int64, error) {
	all, err := r.text()
	if err != nil {
		return 0, err
	}
	n, err := io.WriteString(w, all)
	return int64(n), err
}

func (r *Record) text() (string, error) {
	if err := r.check(); err != nil {
		return "", fmt.Errorf("this finding cannot be recorded: %w", err)
	}
	var b strings.Builder
	line := func(key, value string) { b.WriteString(key + " " + value + "\n") }
	b.WriteString(recordMagic + recordVersion + "\n")
	for _, l := range r.Log {
		b.WriteString(strings.TrimRight("# "+text.Printable(l), " ") + "\n")
	}
	for _, f := range recordFields {
		if value := f.get(r); value != "" {
			line(f.key, value)
		}
	}
	for _, s := range r.Sites {
		line("site", fmt.Sprintf("%s+%#x", s.Func, s.Offset))
	}
	line("decisions", strconv.Itoa(len(r.Decisions)))
	writeRuns(&b, r.Decisions)
	if b.Len() > maxRecordSize {
		return "", fmt.Errorf("this finding cannot be recorded: its file would be larger than %d MB", maxRecordSize>>20)
	}
	return b.String(), nil
}

// check reports what the reader would not accept.
func (r *Record) check() error {
	for _, f := range recordFields {
		value := f.get(r)
		if value == "" {
			if !f.optional {
				return fmt.Errorf("it has no %s", f.key)
			}
			continue
		}
		var again Record
		if err := f.set(&again, value); err != nil {
			return fmt.Errorf("%s %q %w", f.key, value, err)
		}
	}
	switch {
	case len(r.Decisions) > maxDecisions:
		return fmt.Errorf("it has %d decisions, more than %d", len(r.Decisions), maxDecisions)
	case len(r.Sites) > maxSites:
		return fmt.Errorf("it has %d sites, more than %d", len(r.Sites), maxSites)
	}
	for i, s := range r.Sites {
		if err := text.CheckLine(s.Func); err != nil {
			return fmt.Errorf("site %d, function %q %w", i+1, s.Func, err)
		}
	}
	for i, d := range r.Decisions {
		if d == sched.Clock && r.RealTime {
			return fmt.Errorf("decision %d moves the clock, which is the machine's", i+1)
		}
		if sched.WayOf(d) > maxWay {
			return fmt.Errorf("decision %d has way %d of a select, more than %d", i+1, sched.WayOf(d), maxWay)
		}
	}
	return nil
}

// writeRuns writes decisions as "1*5 2 1/2 1*3", wrapped: goroutine 1 five
// times, goroutine 2, and goroutine 1 by way 2 of its select.
func writeRuns(b *strings.Builder, decisions []uint32) {
	width := 0
	for i := 0; i < len(decisions); {
		from := i
		for i < len(decisions) && decisions[i] == decisions[from] {
			i++
		}
		run := strconv.FormatUint(uint64(sched.TaskOf(decisions[from])), 10)
		if way := sched.WayOf(decisions[from]); way > 0 {
			run += "/" + strconv.Itoa(int(way))
		}
		if i-from > 1 {
			run += "*" + strconv.Itoa(i-from)
		}
		switch {
		case width == 0:
			width = len(run)
		case width+1+len(run) > recordWidth:
			b.WriteByte('\n')
			width = len(run)
		default:
			b.WriteByte(' ')
			width += 1 + len(run)
		}
		b.WriteString(run)
	}
	if width > 0 {
		b.WriteByte('\n')
	}
}
