package linear

import (
	"io"
	"math"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/racekit/toolkit/racekit/internal/file"
)

// A Verdict says whether a sequential order explains a history.
type Verdict uint8

const (
	Linearizable Verdict = iota
	NotLinearizable
	Unknown  // the search took too long
	Unstable // the model gives different results in equal sequential runs
)

// A Checker judges the histories of one program.
type Checker struct {
	*replayer
	Timeout time.Duration // of one search; 0 is no bound
	Checks  int           // searches made

	// Random is the method that makes a history Unstable.
	Random *Method

	known map[string]Verdict
}

// DefaultTimeout bounds the search for an order of one history.
const DefaultTimeout = 10 * time.Second

// NewChecker returns a Checker of p's histories.
func NewChecker(s *Subject, p Program) *Checker {
	return &Checker{replayer: newReplayer(s, p), Timeout: DefaultTimeout, known: map[string]Verdict{}}
}

// Check looks for a sequential order. Histories that are alike are searched
// once.
func (c *Checker) Check(h *History) Verdict {
	k := h.key()
	if v, ok := c.known[k]; ok {
		return v
	}
	v, _, _ := c.search(h)
	if v == NotLinearizable {
		switch loosened := c.probe(h); {
		case c.Random != nil:
			v = Unstable
		case loosened:
			v, _, _ = c.search(h)
		}
	}
	c.known[k] = v
	return v
}

// search runs porcupine.
func (c *Checker) search(h *History) (Verdict, porcupine.Model, porcupine.LinearizationInfo) {
	c.Checks++
	model := c.model(h)
	result, info := porcupine.CheckOperationsVerbose(model, h.operations(), c.Timeout)
	return map[porcupine.CheckResult]Verdict{porcupine.Ok: Linearizable, porcupine.Illegal: NotLinearizable, porcupine.Unknown: Unknown}[result], model, info
}

// Visualize writes porcupine's picture of a history to a file.
func (c *Checker) Visualize(h *History, name string) error {
	_, model, info := c.search(h)
	return file.Save(name, func(w io.Writer) error { return porcupine.Visualize(model, info, w) })
}

// place is a state in porcupine's search.
type place struct {
	*state
	closed bool // only calls that never return follow
}

// model is the sequential specification: the model type itself, run again for
// each order of calls. Input and output of an operation are its index.
func (c *Checker) model(h *History) porcupine.Model {
	records := h.flat()
	return porcupine.Model{
		Init: func() any { return place{state: c.root} },
		Step: func(at, input, _ any) (bool, any) {
			from, op := at.(place), input.(int)
			if records[op].returned() && from.closed {
				return false, from
			}
			next := c.step(from.state, op, !records[op].returned())
			if next.waits {
				return next.last().blocked, place{next, true}
			}
			return !next.last().blocked && agree(records, next), place{state: next}
		},
		Equal:             func(a, b any) bool { return a.(place) == b.(place) },
		DescribeOperation: func(input, _ any) string { return records[input.(int)].String() },
		DescribeState:     func(s any) string { return c.describe(records, s.(place).state) },
	}
}

// agree reports whether the last call of a sequential run gave what it gave in
// the history. Pointers are compared by where they appeared before.
func agree(records []*Record, s *state) bool {
	path := s.path()
	if last := records[s.op]; !last.results.identifies() && !s.last().results.identifies() {
		path = path[len(path)-1:]
	}
	var real, model naming
	for _, at := range path {
		r, o := records[at.op], s.results[at.depth-1]
		for _, arg := range r.args {
			encode(arg, 0).text(&real, false, true)
		}
		for _, arg := range o.args {
			encode(arg, 0).text(&model, false, true)
		}
		got, want := r.results.text(&real, r.method.loose, true), o.results.text(&model, r.method.loose, true)
		if at == s {
			return got == want
		}
	}
	return true
}

// describe is the results of the calls that lead to a state.
func (c *Checker) describe(records []*Record, s *state) string {
	var lines []string
	for _, at := range s.path() {
		lines = append(lines, records[at.op].String())
	}
	return strings.Join(lines, "; ")
}

// operations is the history as porcupine wants it.
func (h *History) operations() []porcupine.Operation {
	var out []porcupine.Operation
	i := 0
	for part, records := range h.Records {
		for _, r := range records {
			if call, ret := r.times(); call > 0 {
				if ret == 0 {
					ret = math.MaxInt64
				}
				out = append(out, porcupine.Operation{ClientId: h.client(part), Input: i, Call: call, Output: i, Return: ret})
			}
			i++
		}
	}
	return out
}

// client is the goroutine of a part: that of the test is 0.
func (h *History) client(part int) int {
	if part == len(h.Records)-1 {
		return 0
	}
	return part
}

func (h *History) flat() []*Record {
	var out []*Record
	for _, records := range h.Records {
		out = append(out, records...)
	}
	return out
}
