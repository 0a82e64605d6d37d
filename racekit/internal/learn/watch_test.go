package learn

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/scenario"
)

// A fakeGrader answers with the checks in order, the last for ever.
type fakeGrader struct {
	checks []*Check
	asked  []string
}

func (g *fakeGrader) grade(_ context.Context, _ string, e *Exercise) (*Check, error) {
	g.asked = append(g.asked, e.Name)
	c := g.checks[0]
	if len(g.checks) > 1 {
		g.checks = g.checks[1:]
	}
	return c, nil
}

func TestWatch(t *testing.T) {
	all := exercises(t)
	broken := &Check{Failed: [3]bool{Property: true}, Report: "the failing schedule\n"}
	right := &Check{Explored: "all 6 schedules"}
	save := "save" // of the current exercise
	for _, c := range []struct {
		reason string
		checks []*Check
		does   []string
		says   []string
		asked  int
	}{
		{"it checks at once and says what fails", []*Check{broken}, nil, []string{"property FAILS", "the failing schedule", "No data race"}, 1},
		{"a save is checked", []*Check{broken, right}, []string{save}, []string{"race ok   property ok   liveness ok", "Explored: all 6 schedules. Nothing goes wrong."}, 2},
		{"another file is not", []*Check{broken}, []string{"/elsewhere/x.go"}, nil, 1},
		{"three hints, each with the ones before", []*Check{broken}, []string{"h", "h", "h", "h"}, []string{"hint 1 of 3", "hint 3 of 3"}, 1},
		{"the next exercise", []*Check{broken}, []string{"n"}, []string{all[1].Name}, 2},
		{"the one before the first is the last", []*Check{broken}, []string{"p"}, []string{all[len(all)-1].Name}, 2},
		{"no solution before it passes", []*Check{broken}, []string{"s"}, []string{"shown when yours passes"}, 1},
		{"and one after", []*Check{right}, []string{"s"}, []string{"package " + all[0].src.Package}, 1},
		{"the list", []*Check{right}, []string{"l"}, []string{"> [x] " + all[0].Name, "1 of "}, 1},
		{"reset", []*Check{broken}, []string{"x"}, nil, 2},
		{"any other key says which there are", []*Check{broken}, []string{"?"}, []string{legend}, 1},
	} {
		dir := filepath.Join(t.TempDir(), "new")
		if err := Init(dir, all); err != nil {
			t.Fatal(err)
		}
		st, err := LoadState(dir)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		g := &fakeGrader{checks: c.checks}
		s := &Session{Dir: dir, All: all, State: st, Grade: g.grade, Out: &out, Style: Style{Width: 80, Explain: "racekit explain"}, Now: time.Now}
		saved, keys := make(chan string), make(chan byte)
		go func() {
			for _, do := range c.does {
				switch {
				case do == save:
					saved <- filepath.Join(dir, all[0].Name, CodeFile)
				case len(do) == 1:
					keys <- do[0]
				default:
					saved <- do
				}
			}
			keys <- 'q'
		}()
		if err := s.Watch(t.Context(), saved, keys); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.says {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.reason, want, out.String())
			}
		}
		if len(g.asked) != c.asked {
			t.Errorf("%s: checked %v, want %d checks", c.reason, g.asked, c.asked)
		}
		again, err := LoadState(dir)
		if err != nil || again.Of(all[0].Name).Attempts == 0 {
			t.Errorf("%s: the progress is lost: %v", c.reason, err)
		}
	}
}

func TestWriteCheck(t *testing.T) {
	e := exercise(t, "01-lost-update")
	s := Style{Width: 80, Explain: "racekit explain"}
	for _, c := range []struct {
		reason string
		check  Check
		says   []string
		not    string
	}{
		{"code that does not compile", Check{Said: "./exercise.go:3: undefined: x\n"}, []string{"undefined: x", "does not compile yet"}, "race"},
		{"an exploration without an end", Check{Unfinished: "the test runs for ever"}, []string{"nothing can be said: the test runs for ever"}, "race"},
		{"a known mistake", Check{Failed: [3]bool{Property: true}, Mistake: &scenario.Variant{Name: "atomic Load then Store", Why: "Two steps."}},
			[]string{"race ok   property FAILS   liveness ok", `Known mistake: this is "atomic Load then Store". Two steps.`, "racekit explain lost-update"}, "Done."},
		{"a guard", Check{Guards: []string{"it sleeps"}}, []string{"but it sleeps."}, "Done."},
		{"done", Check{Explored: "all 20 schedules"}, []string{"Done.\nExplored: all 20 schedules. Nothing goes wrong.", "  - atomic Add\n", "  - TryLock, skip if busy: invariant broken\n"}, "FAILS"},
	} {
		var b strings.Builder
		s.WriteCheck(&b, e, &c.check)
		for _, want := range c.says {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.reason, want, b.String())
			}
		}
		if strings.Contains(b.String(), c.not) {
			t.Errorf("%s: %q in\n%s", c.reason, c.not, b.String())
		}
		if strings.Contains(b.String(), "\x1b") {
			t.Errorf("%s: colours that nobody asked for", c.reason)
		}
	}
	var b strings.Builder
	Style{Color: true}.WriteCheck(&b, e, &Check{})
	if !strings.Contains(b.String(), green+"race ok"+reset) {
		t.Error("no colours")
	}
}
