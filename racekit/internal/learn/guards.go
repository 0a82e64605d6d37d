package learn

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Foreign says what is to be done with files, an exercise's folder as it is now
// by name, so that nothing but the code counts: the text that a file should
// have; "" if it should not be there.
func (e *Exercise) Foreign(files map[string]string) (map[string]string, error) {
	original, err := e.With(e.Starter)
	if err != nil {
		return nil, err
	}
	if !e.Break {
		delete(original, CodeFile)
	}
	foreign := map[string]string{}
	for name, was := range original {
		if files[name] != was {
			foreign[name] = was
		}
	}
	for name := range files {
		if _, known := original[name]; !known && name != CodeFile {
			foreign[name] = ""
		}
	}
	return foreign, nil
}

// Guards says what stands against code although no gate is closed, in sentences.
// distinct is the number of different schedules explored; 0 is unknown, and then
// nothing is said of what runs at the same time.
func (e *Exercise) Guards(files map[string]string, distinct int) (bad []string, err error) {
	foreign, err := e.Foreign(files)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(foreign)) {
		if foreign[name] == "" {
			bad = append(bad, fmt.Sprintf("%s does not belong to the exercise: only %s is checked", name, CodeFile))
		} else {
			bad = append(bad, fmt.Sprintf("%s was changed, but its original was checked: edit only %s; 'racekit learn reset %s' puts all files back", name, CodeFile, e.Name))
		}
	}
	mine := traitsOf(files[CodeFile])
	known, err := e.knownTraits()
	if err != nil {
		return nil, err
	}
	if mine.blind != "" {
		bad = append(bad, fmt.Sprintf("%s hides memory from the race detector: a hidden race is still a race", mine.blind))
	}
	if mine.sleeps > slices.MaxFunc(known, func(a, b traits) int { return a.sleeps - b.sleeps }).sleeps {
		bad = append(bad, "it sleeps: a sleep synchronizes nothing, it only makes the bug rare")
	}
	if mine.timers > slices.MaxFunc(known, func(a, b traits) int { return a.timers - b.timers }).timers {
		bad = append(bad, "it waits for a timer where no right fix needs one: on a slow machine the timer fires before the others are done")
	}
	// Where goroutines are the code's to start, a fix may do without.
	without := slices.ContainsFunc(known[1:], func(t traits) bool { return t.starts == 0 })
	switch {
	case len(bad) > 0 || distinct == 0 || known[0].starts > 0 && without:
	case mine.starts == 0 && known[0].starts > 0:
		bad = append(bad, "it no longer starts a goroutine: nothing runs concurrently, so there is nothing to get right")
	case distinct == 1 && e.Starter.Want != (scenario.Verdict{}):
		bad = append(bad, "only one schedule is possible: nothing runs concurrently any more, so there is nothing to get right")
	}
	return bad, nil
}

// knownTraits are those of the starter, which is the first, and of the right fixes.
func (e *Exercise) knownTraits() ([]traits, error) {
	var all []traits
	for _, v := range append([]*scenario.Variant{e.Starter}, e.Solutions()...) {
		files, err := e.With(v)
		if err != nil {
			return nil, err
		}
		all = append(all, traitsOf(files[CodeFile]))
	}
	return all, nil
}

// traits are what can be said of code without running it.
type traits struct {
	sleeps int    // uses of time.Sleep
	timers int    // uses of what waits for a time in another way
	starts int    // goroutines started, as far as the code says so
	blind  string // what it hides memory with, by name
}

// timers are what time and context have to wait for a time.
var timers = map[string]bool{
	"time.After": true, "time.AfterFunc": true, "time.NewTimer": true, "time.NewTicker": true, "time.Tick": true,
	"context.WithTimeout": true, "context.WithTimeoutCause": true, "context.WithDeadline": true, "context.WithDeadlineCause": true,
}

func traitsOf(src string) (t traits) {
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return t
	}
	imports := map[string]string{}
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			imports[p] = "." // its names stand alone
		} else {
			imports[name] = p
		}
		if p == "unsafe" || p == "C" {
			t.blind = "import " + strconv.Quote(p)
		}
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:norace") || strings.HasPrefix(c.Text, "//go:linkname") {
				t.blind, _, _ = strings.Cut(c.Text, " ")
			}
		}
	}
	use := func(name string) {
		switch {
		case name == "time.Sleep":
			t.sleeps++
		case timers[name]:
			t.timers++
		case strings.HasPrefix(name, "runtime.Race"):
			t.blind = name
		}
	}
	ast.Inspect(f, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.GoStmt:
			t.starts++
		case *ast.SelectorExpr:
			if x.Sel.Name == "Go" || x.Sel.Name == "AfterFunc" {
				t.starts++ // WaitGroup.Go and its kin
			}
			if p, ok := x.X.(*ast.Ident); ok && imports[p.Name] != "" {
				use(imports[p.Name] + "." + x.Sel.Name)
			}
		case *ast.Ident:
			for p, name := range imports {
				if name == "." {
					use(p + "." + x.Name)
				}
			}
		}
		return true
	})
	return t
}
