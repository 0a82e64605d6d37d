package scenario

import (
	"fmt"

	"pgregory.net/rapid"
)

// A Workload is what the goroutines of one test are to do: a value for each
// Param. It is the same in all executions of a variant that are compared.
type Workload struct {
	values map[string]int
}

// Kernel is the smallest workload: every Param has its least value.
func (s *Scenario) Kernel() Workload {
	w := Workload{map[string]int{}}
	for _, p := range s.Params {
		w.values[p.Name] = p.Min
	}
	return w
}

// Draw draws a workload. Its shrinking ends at the kernel.
func (s *Scenario) Draw(t *rapid.T) Workload {
	w := Workload{map[string]int{}}
	for _, p := range s.Params {
		w.values[p.Name] = rapid.IntRange(p.Min, p.Max).Draw(t, p.Name)
	}
	return w
}

// Int returns the value of a Param. It panics if there is none of that name.
func (w Workload) Int(name string) int {
	v, ok := w.values[name]
	if !ok {
		panic(fmt.Sprintf("scenario: the workload has no %q; declare it in Params", name))
	}
	return v
}
