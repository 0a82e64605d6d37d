package scenario

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/fill"
)

// A Workload is what the goroutines of one test are to do: a value for each
// Param. It is the same in all executions of a variant that are compared.
type Workload struct {
	names  []string // in order of Params
	values map[string]int
}

// Kernel is the smallest workload: every Param has its least value.
func (s *Scenario) Kernel() Workload {
	w := s.empty()
	for _, p := range s.Params {
		w.values[p.Name] = p.Min
	}
	return w
}

// Draw draws a workload. Its shrinking ends at the kernel.
func (s *Scenario) Draw(t *rapid.T) Workload {
	w := s.empty()
	for _, p := range s.Params {
		w.values[p.Name] = rapid.IntRange(p.Min, p.Max).Draw(t, p.Name)
	}
	return w
}

// Fill sets *ptr to the i-th payload of the workload. The Param of that name is
// the number of the first one, and belongs to all of them: payloads of
// different numbers differ in type int and string, and 0 gives the simplest. It
// panics if nobody knows how to make a value of that type.
func (w Workload) Fill(param string, i int, ptr any) {
	if err := fill.Value(uint64(w.Int(param)+i), ptr); err != nil {
		panic(fmt.Sprintf("scenario: payload %d: %v", i, err))
	}
}

// scaled is the kernel with as many goroutines and operations of each.
func (s *Scenario) scaled(goroutines, operations int) Workload {
	w := s.Kernel()
	w.values[s.Scale.Goroutines], w.values[s.Scale.Operations] = goroutines, operations
	return w
}

func (s *Scenario) empty() Workload {
	w := Workload{values: map[string]int{}}
	for _, p := range s.Params {
		w.names = append(w.names, p.Name)
	}
	return w
}

// String returns the values by name: "goroutines=2, operations=1".
func (w Workload) String() string {
	if len(w.names) == 0 {
		return "the only workload"
	}
	var all []string
	for _, name := range w.names {
		all = append(all, fmt.Sprintf("%s=%d", name, w.values[name]))
	}
	return strings.Join(all, ", ")
}

// Int returns the value of a Param. It panics if there is none of that name.
func (w Workload) Int(name string) int {
	v, ok := w.values[name]
	if !ok {
		panic(fmt.Sprintf("scenario: the workload has no %q; declare it in Params", name))
	}
	return v
}
