package campaign

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// All numbers of a report count the same executions: those in which findings were
// looked for. So however a program is explored, parts are no larger than what they
// are parts of, and what several sentences say is one number.
func TestNumbersAgree(t *testing.T) {
	wide := slices.Repeat(fake.Program{fake.Go(fake.Add("w", 1), fake.Add("w", 1), fake.Add("w", 1))}, 4)
	late := fake.Program{fake.Go(fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))),
		fake.Store("x", 1), fake.Add("z", 1), fake.Store("x", 1), fake.Store("y", 1)}
	var many fake.Program
	for n := range 18 {
		many = append(many, fake.Go(fake.Store("x", n+1)))
	}
	many = append(many, fake.Load("x"))
	for n := range 18 {
		many = append(many, fake.If(n+1, fake.Panic(fmt.Sprint("saw ", n+1))))
	}
	programs := map[string]fake.Program{
		"late":             late,
		"too many, late":   slices.Concat(wide, slices.Repeat(fake.Program{fake.Yield()}, 10), late),
		"many findings":    many,
		"lost update":      fake.LostUpdate(),
		"lost write":       fake.LostWrite(),
		"AB-BA":            fake.ABBA(),
		"leak":             fake.Leaky(),
		"always":           {fake.Panic("boom")},
		"leaks always":     {fake.Go(fake.Recv("never"))},
		"leaks and more":   slices.Concat(fake.Program{fake.Go(fake.Recv("never"))}, fake.LostUpdate()),
		"too many to end":  slices.Concat(wide, fake.LostUpdate()),
		"two in a process": slices.Concat(fake.LostUpdate(), fake.ABBA()),
	}
	ways := map[string]func(*Campaign){
		"walk":    func(c *Campaign) { c.walk() },
		"two":     func(c *Campaign) { c.Explore.Strategies = []sched.Config{{Kind: sched.POS}, {Kind: sched.PCT}} },
		"mix":     func(c *Campaign) { c.Explore.Exhaustive = false },
		"search":  func(*Campaign) {},
		"exact":   func(c *Campaign) { c.Explore.Exact = 200 },
		"first":   func(c *Campaign) { c.Explore.KeepGoing = false },
		"hurried": hurried,
		"hurried walk": func(c *Campaign) {
			hurried(c.walk())
		},
	}
	found, constant, ended := 0, 0, 0
	for name, program := range programs {
		for way, set := range ways {
			c := inMemory(t, 150, map[string]fake.Program{"TestX": program})
			c.AsFound = true // this is about what was found, not about what is made of it
			set(c)
			res, err := explore.Explore(t.Context(), c.Lab, c.Explore, nil)
			if err != nil {
				t.Fatal(err)
			}
			name := name + ", " + way
			limit := c.Explore.N + c.Explore.Exact
			between(t, name+": executions", 1, res.Executions, limit)
			between(t, name+": distinct", 1, res.Distinct, res.Executions)
			between(t, name+": schedules covered", 1, res.Coverage.Schedules, res.Executions)
			between(t, name+": sampled", 1, res.Sampled, res.Executions)
			for _, f := range res.Findings {
				found++
				if n := f.Frequency.Of; n > 0 && n != res.Sampled {
					t.Errorf("%s: a finding is counted in %d samples, there are %d", name, n, res.Sampled)
				}
				checkFrequency(t, name, f, res.Executions)
			}
			r := c.Tell(t.Context(), &res)
			if r.Schedules != res.Executions || len(r.Findings) != len(res.Findings) {
				t.Errorf("%s: %d schedules and %d findings, the exploration has %d and %d", name, r.Schedules, len(r.Findings), res.Executions, len(res.Findings))
			}
			for _, f := range r.Findings {
				between(t, name+": schedule", 1, f.Schedule, f.Of)
				if f.Of != r.Schedules || f.Every != 0 && f.Every != r.Schedules {
					t.Errorf("%s: schedule of %d, every of %d; %d were explored", name, f.Of, f.Every, r.Schedules)
				}
				if f.Every > 0 {
					constant++
				}
				if f.Record == "" {
					continue
				}
				rec, err := record.Load(f.Record)
				if err != nil || rec.Number != f.Schedule {
					t.Errorf("%s: the record is of schedule %d, %v; the report tells %d", name, rec.Number, err, f.Schedule)
				}
			}
			if res.Reason == explore.OutOfTime {
				ended++
			}
		}
	}
	if found < 30 || constant < 4 || ended < 4 {
		t.Errorf("%d findings, %d in every schedule, %d explorations out of time: too few to compare", found, constant, ended)
	}
}

// hurried lets the time end in the middle of a round, when several workers have run
// parts of it.
func hurried(c *Campaign) {
	var now atomic.Int64
	c.Lab.(*fake.Lab).Before = func(spec execution.Spec) {
		if spec.Script == nil { // no replay
			now.Add(int64(time.Second))
			time.Sleep(200 * time.Microsecond) // the other workers get on meanwhile
		}
	}
	c.Explore.Budget = explore.Budget{Time: 28 * time.Second, Now: func() time.Time { return time.Unix(1000, now.Load()) }}
	c.Explore.Parallel = 4
}

// checkFrequency checks what is said of how often a finding showed.
func checkFrequency(t *testing.T, name string, f *explore.Found, executions int) {
	t.Helper()
	name += ": " + string(f.Kind)
	between(t, name+": first", 0, f.First, executions-1)
	between(t, name+": times", 1, f.Times, executions)
	often := f.Frequency
	between(t, name+": sampled", 0, often.Of, executions)
	between(t, name+": sampled times", 0, often.Times, min(often.Of, f.Times))
	between(t, name+": the first sampled", min(1, often.Times), often.First, often.Of)
	between(t, name+": searched", 0, often.Search.Of, executions)
	between(t, name+": found by search", 0, often.Search.Times, min(often.Search.Of, f.Times))
	sum := finding.Share{}
	for _, s := range often.By {
		sum.Times, sum.Of = sum.Times+s.Times, sum.Of+s.Of
	}
	if sum.Times != often.Times || sum.Of != often.Of {
		t.Errorf("%s: the strategies show it in %d of %d, the report tells %d of %d", name, sum.Times, sum.Of, often.Times, often.Of)
	}
	if !often.Search.Found && often.First > f.First+1 {
		t.Errorf("%s: it is number %d of those sampled, but number %d of all", name, often.First, f.First+1)
	}
	if often.Missed != (f.Times < executions) || f.Every > 0 && (often.Missed || f.Every != executions) {
		t.Errorf("%s: %d of %d executions show it; missed %v, every %d", name, f.Times, executions, often.Missed, f.Every)
	}
}

func between(t *testing.T, what string, low, n, high int) {
	t.Helper()
	if n < low || n > high {
		t.Errorf("%s: %d, want %d to %d", what, n, low, high)
	}
}
