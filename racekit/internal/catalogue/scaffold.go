package catalogue

import (
	"fmt"
	"regexp"
	"strings"
)

var validID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// New returns the files of a scenario that is yet to be written, by name. They
// compile, and its test fails until the declaration is filled in.
func New(id string) (map[string]string, error) {
	if !validID.MatchString(id) {
		return nil, fmt.Errorf("%q is not a name for a scenario: want words of small letters and digits, joined by dashes, as in lost-update", id)
	}
	pkg := strings.ReplaceAll(id, "-", "")
	files := map[string]string{}
	for name, text := range scaffold {
		files[name] = strings.NewReplacer("PKG", pkg, "NAME", id).Replace(text)
	}
	return files, nil
}

var scaffold = map[string]string{
	"doc.go": `// Package PKG is about
//
// WRONG:
//
// RIGHT:
//
// Class:
//
// # Anchors
package PKG
`,
	"bug.go": `package PKG

type plain struct{ n int }

func (p *plain) inc() { p.n++ }

func (p *plain) value() int { return p.n }
`,
	"fix.go": `package PKG

import "sync"

type locked struct {
	mu sync.Mutex
	n  int
}

func (l *locked) inc() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
}

func (l *locked) value() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}
`,
	"scenario.go": `package PKG

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "NAME",
	Title:    "",
	Class:    "",
	Priority: 1,
	Level:    1,
	Property: "",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "plain", Kind: scenario.Bug, Sync: scenario.None, Code: "plain",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "",
			Body: check(func() shared { return &plain{} })},
		{Name: "mutex", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "locked",
			Why:  "",
			Body: check(func() shared { return &locked{} })},
	},
}

type shared interface {
	inc()
	value() int
}

// check is the property.
func check(fresh func() shared) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s, n := fresh(), w.Int("goroutines")
		var wg sync.WaitGroup
		for range n {
			wg.Go(s.inc)
		}
		wg.Wait()
		if got := s.value(); got != n {
			t.Errorf("the value is %d, want %d", got, n)
		}
	}
}
`,
	"scenario_test.go": `package PKG

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

func TestScenario(t *testing.T) { scenario.Test(t, &Scenario) }
`,
}
