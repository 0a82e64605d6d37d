package learn

import (
	"bytes"
	"context"
	"fmt"
	"io"
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

func (g *fakeGrader) grade(_ context.Context, _ string, e *Exercise, _ *Progress) (*Check, error) {
	g.asked = append(g.asked, e.Name)
	c := g.checks[0]
	if len(g.checks) > 1 {
		g.checks = g.checks[1:]
	}
	return c, nil
}

func TestWatch(t *testing.T) {
	all := exercises(t)[3:8] // those before are not to be mended, and each row writes a folder of these
	broken := &Check{Failed: [3]bool{Property: true}, Shown: []Shown{{Property, "test failure: the value is 1", "the failing schedule\n"}}}
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
		{"any other key does nothing", []*Check{broken}, []string{"?"}, []string{legend}, 1},
		{"to be the scheduler, by what is typed", []*Check{broken}, []string{"b", "2"}, []string{"who runs? 2"}, 1},
		{"the failing schedules alone", []*Check{broken}, []string{"t"}, []string{"liveness ok\n\nthe failing schedule"}, 1},
		{"none to show", []*Check{right}, []string{"t"}, []string{"There is no failing schedule to show."}, 1},
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
		s.Break = func(_ context.Context, _ *Exercise, keys io.Reader) error {
			var b [1]byte
			_, err := keys.Read(b[:])
			fmt.Fprintf(&out, "who runs? %s", b)
			return err
		}
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
	e := exercise(t, "04-lost-update")
	s := Style{Width: 80, Explain: "racekit explain"}
	for _, c := range []struct {
		reason string
		check  Check
		says   []string
		not    string
	}{
		{"code that does not compile", Check{Said: "./exercise.go:3: undefined: x\n"}, []string{"undefined: x", "does not compile yet"}, "race"},
		{"an exploration without an end", Check{Unfinished: "the test runs for ever"}, []string{"not checked to the end\n\nthe test runs for ever"}, "race"},
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

func TestPage(t *testing.T) {
	var text strings.Builder
	for i := range 30 {
		fmt.Fprintf(&text, "line %d\n", i)
	}
	wide := strings.Repeat("x", 25) + "\n"
	for _, c := range []struct {
		reason, text string
		room, top    int
		want         string
		next         int
	}{
		{"all of it", "a\nb\n", 2, 0, "a\nb\n", 0},
		{"the first page", text.String(), 4, 0, "line 0\nline 1\n\nspace: more (2 of 30 lines seen)\n", 2},
		{"the last page", text.String(), 22, 20, text.String()[len("line 0\n")*10+len("line 00\n")*10:] + "\nspace: from the start\n", 30},
		{"after the last is the first", text.String(), 4, 30, "line 0\nline 1\n\nspace: more (2 of 30 lines seen)\n", 2},
		{"wide lines take several rows", wide + wide, 5, 0, wide + "\nspace: more (1 of 2 lines seen)\n", 1},
		{"a line that has no room by itself", wide + wide, 2, 0, wide + "\nspace: more (1 of 2 lines seen)\n", 1},
		{"colours take no room", red + strings.Repeat("x", 10) + reset + "\n", 1, 0, red + strings.Repeat("x", 10) + reset + "\n", 0},
		{"nothing", "", 5, 0, "", 0},
	} {
		s := &Session{Style: Style{Width: 10}, top: c.top}
		if got := s.page(c.text, c.room); got != c.want || s.next != c.next {
			t.Errorf("%s: %q, next %d; want %q, %d", c.reason, got, s.next, c.want, c.next)
		}
	}
}

// TestScreen checks that what is drawn fits, whatever there is to say.
func TestScreen(t *testing.T) {
	e := exercise(t, "04-lost-update")
	long := strings.Repeat("a step of the schedule, in a line that is wider than the terminal, as some are that show code\n", 50)
	for _, c := range []*Check{
		{Failed: [3]bool{true, true, true}, Shown: []Shown{{Race, "data race", long}, {Liveness, "deadlock", long}}},
		{Said: long},
		{Explored: "all 20 schedules"},
		{Guards: []string{"it sleeps"}},
	} {
		var out strings.Builder
		s := &Session{All: exercises(t), State: &State{Current: e.Name, Exercises: map[string]*Progress{}}, Out: &out, last: c, Size: func() (int, int) { return 80, 24 }}
		s.draw()
		for seen := s.next; s.next > 0; seen = s.next {
			if n := s.rows(out.String()); n > 23 {
				t.Errorf("%d rows, and one is needed for the cursor:\n%s", n, out.String())
			}
			if !strings.HasPrefix(out.String(), e.Name) || !strings.HasSuffix(out.String(), legend+"\n") {
				t.Errorf("head or foot are missing:\n%s", out.String())
			}
			out.Reset()
			s.key(t.Context(), ' ')
			s.draw()
			if s.next <= seen {
				break
			}
		}
	}
}

// TestBroke: an exercise that is to be broken passes when it is, and the fewest
// switches are kept.
func TestBroke(t *testing.T) {
	e := exercises(t)[0]
	if !e.Break {
		t.Fatalf("%s is to be mended", e.Name)
	}
	dir := t.TempDir()
	s := &Session{Dir: dir, All: exercises(t), State: &State{Version: stateVersion, Exercises: map[string]*Progress{}}, Now: time.Now,
		Grade: (&fakeGrader{checks: []*Check{{Unbroken: true}}}).grade}
	if c, err := s.Check(t.Context(), e); err != nil || c.Passed() || s.State.Of(e.Name).Attempts != 0 {
		t.Errorf("before it is broken: %+v, %v, %d attempts", c, err, s.State.Of(e.Name).Attempts)
	}
	for _, c := range []struct {
		switches int
		best     bool
	}{{2, true}, {3, false}, {1, true}} {
		best, err := s.Broke(e, c.switches, []int{c.switches})
		if err != nil || best != c.best {
			t.Errorf("%d switches: best %v, %v", c.switches, best, err)
		}
	}
	st, err := LoadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	if p := st.Of(e.Name); !p.Passed || *p.Switches != 1 || p.Picks[0] != 1 {
		t.Errorf("kept: %+v", p)
	}
	mended := exercises(t)[3]
	if _, err := s.Broke(mended, 1, nil); err != nil || s.State.Of(mended.Name).Passed {
		t.Errorf("one that is to be mended passes when it is broken: %v", err)
	}
}

// TestMeanwhile: what is done while a check runs is not lost, and a save makes
// the check begin anew.
func TestMeanwhile(t *testing.T) {
	all := exercises(t)[3:]
	mine, other := filepath.Join(all[0].Name, CodeFile), filepath.Join(all[1].Name, CodeFile)
	for _, c := range []struct {
		reason   string
		does     func(saved chan<- string, keys chan<- byte) // during the first check
		finishes bool                                        // the first check
		graded   int
		says     string
		attempts int
	}{
		{"a key waits", func(_ chan<- string, keys chan<- byte) { keys <- 'h' }, true, 1, "hint 1 of 3", 1},
		{"a save begins anew", func(saved chan<- string, _ chan<- byte) { saved <- mine }, false, 2, "Nothing goes wrong", 1},
		{"so does the end of its folder", func(saved chan<- string, _ chan<- byte) { saved <- all[0].Name }, false, 2, "Nothing goes wrong", 1},
		{"a save elsewhere does not", func(saved chan<- string, _ chan<- byte) { saved <- other }, true, 1, "Nothing goes wrong", 1},
		{"an interrupt does not wait", func(_ chan<- string, keys chan<- byte) { keys <- 3 }, false, 1, "checking", 0},
		{"the end of the keys waits", func(_ chan<- string, keys chan<- byte) {}, true, 1, "Nothing goes wrong", 1},
	} {
		saved, keys := make(chan string), make(chan byte)
		graded, finish := 0, make(chan bool)
		grade := func(ctx context.Context, _ string, _ *Exercise, _ *Progress) (*Check, error) {
			if graded++; graded == 1 {
				select {
				case <-finish:
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}
			return &Check{Explored: "all 6 schedules"}, nil
		}
		var out bytes.Buffer
		s := &Session{Dir: t.TempDir(), All: all, State: &State{Version: stateVersion, Current: all[0].Name, Exercises: map[string]*Progress{}}, Grade: grade, Out: &out, Now: time.Now}
		ended := make(chan error)
		go func() { ended <- s.Watch(t.Context(), saved, keys) }()
		c.does(saved, keys)
		close(keys) // as if q were typed
		if c.finishes {
			finish <- true
		}
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
		if p := s.State.Of(all[0].Name); graded != c.graded || p.Attempts != c.attempts || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: graded %d times, %d attempts, want %d and %d:\n%s", c.reason, graded, p.Attempts, c.graded, c.attempts, out.String())
		}
	}
}
