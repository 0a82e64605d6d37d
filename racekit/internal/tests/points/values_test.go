package points

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

var wantValue = regexp.MustCompile(`// want (.*)$`)

// TestValues compares what reports say of values with what stands beside each
// line of testdata/values.
func TestValues(t *testing.T) {
	file := filepath.Join(lab.Testdata, "values", "values_test.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{}
	for i, line := range strings.Split(string(text), "\n") {
		if m := wantValue.FindStringSubmatch(line); m != nil {
			want[i+1] = m[1]
		}
	}
	for _, b := range lab.Builds {
		p := lab.Pool(t, lab.Build(t, "values", b.Flags...), 1)
		seen := map[int]bool{}
		for _, test := range []string{"TestHeap", "TestGlobal", "TestVariables", "TestTogether", "TestFloatsTogether", "TestAtomics", "TestAtomicsTogether"} {
			spec := execution.Spec{Test: test, Seed: 1, Learn: true, Trace: true}
			spec.Sites = lab.Run(t, p.Fresh, spec).Sites
			spec.Learn, spec.Values = false, true
			o := lab.Run(t, p.Fresh, spec)
			if again := lab.Run(t, p.Fresh, spec); o.Hash != again.Hash || !maps.Equal(o.Trace.Values, again.Trace.Values) {
				t.Errorf("%s %s: two executions of one schedule differ:\n%s", test, b.Name, cmp.Diff(o.Trace.Values, again.Trace.Values))
			}
			spec.Values = false
			if plain := lab.Run(t, p.Fresh, spec); plain.Hash != o.Hash || plain.Trace.Values != nil {
				t.Errorf("%s %s: with values the schedule is another one", test, b.Name)
			}
			got, accessed := valuesByLine(o.Trace)
			for line := range accessed {
				if got[line] != want[line] {
					t.Errorf("%s:%d in %s %s: %q, want %q", file, line, test, b.Name, got[line], want[line])
				}
				seen[line] = true
			}
		}
		for line := range want {
			if !seen[line] && b.Name == "" {
				t.Errorf("%s:%d: there was no access", file, line)
			}
		}
	}
}

// valuesByLine returns what is said of the accesses of each line, in order.
func valuesByLine(tr *trace.Trace) (said map[int]string, accessed map[int]bool) {
	said, accessed = map[int]string{}, map[int]bool{}
	accesses := []sched.Op{sched.OpRead, sched.OpWrite, sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW}
	for i, e := range tr.Events {
		f, ok := tr.At(i)
		if !ok || !strings.HasSuffix(f.File, "/values_test.go") || !slices.Contains(accesses, e.Op) {
			continue
		}
		accessed[f.Line] = true
		said[f.Line] = strings.TrimSpace(said[f.Line] + " " + tr.ValueText(i))
	}
	return said, accessed
}
