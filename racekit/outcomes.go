package racekit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

// An Outcome is a result that Outcomes may see, with its grade.
type Outcome struct {
	result string
	grade  string
	why    string
}

const (
	acceptable  = "acceptable"
	interesting = "interesting"
	forbidden   = "forbidden"
)

// Acceptable says that a result may happen, and why.
func Acceptable(result any, why string) Outcome { return Outcome{fmt.Sprint(result), acceptable, why} }

// Interesting says that a result may happen though it may surprise, and why.
func Interesting(result any, why string) Outcome {
	return Outcome{fmt.Sprint(result), interesting, why}
}

// Forbidden says that a result must never happen, and why. Results
// that are not mentioned are forbidden too.
func Forbidden(result any, why string) Outcome { return Outcome{fmt.Sprint(result), forbidden, why} }

// Outcomes runs body under many schedules and counts its results, as fmt.Sprint
// shows them. The log has a table with the frequency of each in the sampled
// schedules; in practice frequencies differ. A forbidden result fails t, with
// the schedule, as does every finding of Test.
func Outcomes(t *testing.T, body func(t *testing.T) any, outcomes []Outcome, opts ...TestOption) {
	t.Helper()
	call := harness.Begin(t, "racekit.Outcomes")
	if body == nil {
		t.Fatal("racekit.Outcomes: the body is nil")
	}
	o := observation{call: call, settings: settingsOf(t, opts), graded: map[string]Outcome{}}
	for _, x := range outcomes {
		if _, twice := o.graded[x.result]; twice {
			t.Fatalf("racekit.Outcomes: the result %q has two grades", x.result)
		}
		o.graded[x.result] = x
	}
	run := call.Body(func(t *testing.T) {
		t.Helper()
		o.see(t, fmt.Sprint(body(t)))
	})
	switch call.Place {
	case harness.Inside:
		_, any, ours := call.Item()
		if any {
			call.Whole()
		}
		if ours {
			run(t)
		}
	case harness.Repeated:
		native.Serve(t, call.N, run)
	case harness.Ordinary:
		verb.Perturb(call, o.settings)
	case harness.Controlled:
		o.explore(run)
	}
}

// An observation is one call of Outcomes.
type observation struct {
	call     *harness.Call
	settings settings.Values
	graded   map[string]Outcome
}

// resultMark is the mark of an execution with a result.
const resultMark = "result\x1f"

// see enters the result of one execution.
func (o *observation) see(t *testing.T, result string) {
	t.Helper()
	harness.Mark(t, resultMark+result)
	switch x, ok := o.graded[result]; {
	case !ok:
		t.Errorf("racekit.Outcomes: the result %s is not among the expected ones", result)
	case x.grade == forbidden:
		t.Errorf("racekit.Outcomes: the result %s is forbidden: %s", result, x.why)
	}
}

func (o *observation) explore(run func(*testing.T)) {
	t := o.call.T
	t.Helper()
	ctx, cancel := o.call.Context()
	defer cancel()
	lab, end, err := o.call.Laboratory(run)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	k := verb.Campaign(o.call, o.settings, lab, "")
	res, err := explore.Explore(ctx, lab, k.Explore, nil)
	t.Logf("racekit.Outcomes in %s:\n%s", text.Count(res.Executions, "execution"), o.table(&res))
	verb.Tell(ctx, o.call, k, &res, err)
}

// table shows the results that were seen, the most frequent first, and those
// that were expected and not seen. A share is of those schedules that are sampled: a
// search goes to each schedule once, however likely it is.
func (o *observation) table(res *explore.Result) string {
	var seen []explore.Mark
	left := maps.Clone(o.graded)
	for _, m := range res.Marks {
		if result, ok := strings.CutPrefix(m.Text, resultMark); ok {
			m.Text = result
			seen = append(seen, m)
			delete(left, result)
		}
	}
	slices.SortStableFunc(seen, func(a, b explore.Mark) int { return cmp.Compare(b.Times, a.Times) })
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "result\ttimes\tsampled\tfirst schedule\tgrade\twhy")
	for _, m := range seen {
		x, ok := o.graded[m.Text]
		if !ok {
			x = Outcome{grade: forbidden, why: "not expected"}
		}
		share := fmt.Sprintf("%d of %d (%.1f%%)", m.Sampled, res.Sampled, 100*float64(m.Sampled)/float64(max(1, res.Sampled)))
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\t%s\n", m.Text, m.Times, share, m.First+1, x.grade, x.why)
	}
	for _, x := range slices.SortedFunc(maps.Values(left), func(a, b Outcome) int { return cmp.Compare(a.result, b.result) }) {
		fmt.Fprintf(w, "%s\t0\t\t\t%s\t%s\n", x.result, x.grade, x.why)
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}
