package byhand

import (
	"fmt"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

func play(t *testing.T, p fake.Program, lines string) (Result, string) {
	t.Helper()
	var out strings.Builder
	r, err := Play(t.Context(), fake.New(p...), execution.Spec{Test: "TestX", Index: 1}, strings.NewReader(lines), &out)
	if err != nil {
		t.Fatal(err)
	}
	return r, out.String()
}

func TestPlay(t *testing.T) {
	r, out := play(t, fake.LostUpdate(), strings.Repeat("1\n", 50))
	if r.Broken || !strings.Contains(out, "The test passed.") {
		t.Errorf("one after the other it must end well: %+v\n%s", r, out)
	}
	// Whoever plays all lines of choices of 1 and 2 up to some length finds the
	// schedule that loses an update.
	best := -1
	for bits := range 1 << 8 {
		var lines strings.Builder
		for i := range 8 {
			lines.WriteString([]string{"1\n", "2\n"}[bits>>i&1])
		}
		lines.WriteString(strings.Repeat("1\n", 40))
		if r, _ := play(t, fake.LostUpdate(), lines.String()); r.Broken {
			if r.Finding.Kind != finding.TestFailure {
				t.Fatalf("broken by %s", r.Finding.Kind)
			}
			if best < 0 || r.Switches < best {
				best = r.Switches
				again, _ := play(t, fake.LostUpdate(), strings.Trim(strings.ReplaceAll(fmt.Sprint(r.Picks), " ", "\n"), "[]")+"\n")
				if !again.Broken || again.Switches != best {
					t.Errorf("the picks %v break it with %d switches, and again: %+v", r.Picks, best, again)
				}
			}
		}
	}
	if best != 1 {
		t.Errorf("the fewest switches are %d, want 1", best)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ reason, lines, says string }{
		{"a word that is none", "go\n", "number: run that goroutine for one step"},
		{"a number that nobody has", "9\n", "u: undo"},
		{"the end", "q\n", "who runs next?"},
		{"nothing to take back", "u\nq\n", "who runs next?"},
	} {
		if r, out := play(t, fake.LostUpdate(), c.lines); r.Broken || !strings.Contains(out, c.says) {
			t.Errorf("%s: %+v, no %q in\n%s", c.reason, r, c.says, out)
		}
	}
	_, straight := play(t, fake.LostUpdate(), "1\nq\n")
	_, back := play(t, fake.LostUpdate(), "2\nu\n1\nq\n")
	last := func(s string) string { return s[strings.LastIndex(s, "who runs next?"):] }
	if last(straight) != last(back) {
		t.Errorf("after a choice was taken back it is not as if it had not been:\n%s\n%s", last(straight), last(back))
	}
	_, anew := play(t, fake.LostUpdate(), "2\n2\nr\n1\nq\n")
	if last(straight) != last(anew) {
		t.Errorf("a new beginning is not the beginning:\n%s", last(anew))
	}
}
