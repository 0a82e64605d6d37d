package main

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var root = filepath.Join("..", "..", "..", "..")

func readPage(t *testing.T) *page {
	text, err := os.ReadFile(filepath.Join(root, "docs", "internal", "hazards.md"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePage(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if p.String() != string(text) {
		t.Error("the page is not what it was parsed from")
	}
	return p
}

// What can be removed is still there.
func TestRemovalsApply(t *testing.T) {
	for _, r := range removals {
		text, err := os.ReadFile(filepath.Join(root, r.file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.apply(string(text)); err != nil {
			t.Errorf("hazard %d, %s: %v", r.hazard, r.what, err)
		}
	}
}

// Every hazard has tests that are there, and one that failed without the remedy.
func TestEveryHazardHasATestThatFailsWithoutItsRemedy(t *testing.T) {
	p := readPage(t)
	functions := testsHere(t, "racekit/internal")
	there := testsHere(t, "testdata")
	maps.Copy(there, functions)
	for hazard := range p.rows {
		for _, name := range p.tests(hazard) {
			if there[name] == nil {
				t.Errorf("hazard %d: there is no test %q", hazard, name)
			}
		}
		_, fails := p.removed(hazard)
		caught := false
		for what, tests := range fails {
			if !slices.ContainsFunc(removals, func(r removal) bool { return r.hazard == hazard && r.what == what }) {
				t.Errorf("hazard %d: the page says what happens when %s, which racekit/internal/tools/remedies does not do", hazard, what)
			}
			caught = caught || tests != failing(nil)
		}
		if !caught {
			t.Errorf("hazard %d: no test is known to fail without the remedy; go run ./racekit/internal/tools/remedies %d", hazard, hazard)
		}
	}
	for _, r := range removals {
		if _, fails := p.removed(r.hazard); fails[r.what] == "" {
			t.Errorf("hazard %d: the page does not say what happens when %s; go run ./racekit/internal/tools/remedies %d", r.hazard, r.what, r.hazard)
		}
		if _, err := packagesOf(functions, r.tests); err != nil {
			t.Errorf("hazard %d, %s: %v", r.hazard, r.what, err)
		}
		for _, name := range r.tests {
			name = path.Base(name)
			if there[name] == nil {
				t.Errorf("hazard %d, %s: there is no test %q", r.hazard, r.what, name)
			}
		}
	}
}

// testsHere returns the tests below a folder, with their packages.
func testsHere(t *testing.T, dir string) map[string][]string {
	homes, err := testsBelow(root, dir)
	if err != nil {
		t.Fatal(err)
	}
	return homes
}

func TestFailed(t *testing.T) {
	r := removal{tests: []string{"TestHazards/TestLeak", "TestRaceSuite"}}
	for _, tt := range []struct{ reason, out, want string }{
		{"all pass", "--- PASS: TestHazards (1s)\n    --- PASS: TestHazards/TestLeak (1s)\n--- PASS: TestRaceSuite (1s)\n", "nothing fails"},
		{"one fails", "    --- FAIL: TestHazards/TestLeak (1s)\n--- PASS: TestRaceSuite (1s)\n", "TestLeak"},
		{"one does not come to its end", "    --- PASS: TestHazards/TestLeak (1s)\npanic: test timed out\n", "TestRaceSuite"},
		{"another test passes", "    --- PASS: TestHazards/TestLeakBesideServers (1s)\n--- PASS: TestRaceSuite (1s)\n", "TestLeak"},
		{"nothing is built", "FAIL\tpkg [build failed]\n", "TestLeak, TestRaceSuite"},
	} {
		if got := failing(r.failed(passed(tt.out))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
	if got := passed("--- PASS: TestHazards (1s)\n    --- PASS: TestHazards/TestPass (1s)\n"); !slices.Equal(got, []string{bystander}) {
		t.Errorf("passed: %v, want %s", got, bystander)
	}
}

func TestSet(t *testing.T) {
	p := &page{lines: []string{"| 9 | h | r | T |  |"}, rows: map[int]int{9: 0}}
	p.set(9, "a worker is kept for ever", []string{"TestWorkersAreRecycled"})
	p.set(9, "no GORACE options", nil)
	want := "| 9 | h | r | T | no GORACE options: nothing fails; a worker is kept for ever: TestWorkersAreRecycled |"
	if p.lines[0] != want {
		t.Errorf("%s\nwant\n%s", p.lines[0], want)
	}
}

func TestPackagesOf(t *testing.T) {
	homes := map[string][]string{
		"TestPoints":  {"./points"},
		"TestHazards": {"./hazards"},
		"TestTwice":   {"./explore", "./shrink"},
		"TestProgram": {"./generated", "./generated/testdata/program"},
	}
	for _, tt := range []struct {
		reason, tests, want string
	}{
		{"those of several packages", "TestPoints/TestBusy TestHazards TestHazards/TestLeak", "./hazards ./points"},
		{"a program of testdata has the name too", "TestProgram", "./generated"},
		{"nobody has it", "TestNone", ""},
		{"two have it", "TestTwice", ""},
	} {
		got, err := packagesOf(homes, strings.Fields(tt.tests))
		if strings.Join(got, " ") != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %v, %v; want %q", tt.reason, got, err, tt.want)
		}
	}
}
