package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/byhand"
	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

// learnings is how many executions show which memory is shared, before a person
// schedules: its accesses are steps then.
const learnings = 16

// breakIt lets the learner be the scheduler of an exercise.
func (l *learner) breakIt(ctx context.Context, s *learn.Session, e *learn.Exercise) error {
	return l.breakBy(ctx, s, e, os.Stdin)
}

// breakBy takes the learner's decisions from in.
func (l *learner) breakBy(ctx context.Context, s *learn.Session, e *learn.Exercise, in io.Reader) error {
	w, err := openWorkshop(ctx, l.std, s.Dir)
	if err != nil {
		return err
	}
	files, err := e.Read(s.Dir)
	if err != nil {
		return err
	}
	said, err := w.exercise(ctx, e, s.Dir, files, new(learn.Times), func(x *engine) error {
		fmt.Fprintf(l.std.Out, "%s: make this false: %s.\n", e.Name, e.Scenario.Property)
		r, err := w.play(ctx, x, in, l.std.Out)
		if err != nil || !r.Broken {
			return err
		}
		best, err := s.Broke(e, r.Switches, r.Picks)
		if best && err == nil {
			fmt.Fprintln(l.std.Out, "That is your record for this exercise.")
		}
		if !e.Break {
			fmt.Fprintf(l.std.Out, "Now mend it: racekit learn run %s\n", e.Name)
		}
		return err
	})
	if err == nil && said != "" {
		return fmt.Errorf("%s does not build:\n%s", e.Name, said)
	}
	return err
}

// play lets who writes to in schedule the exercise's test.
func (w *workshop) play(ctx context.Context, x *engine, in io.Reader, out io.Writer) (byhand.Result, error) {
	pool, end := x.start()
	defer end()
	spec := execution.Spec{Test: learn.Test, Index: 1, Seed: 1, Leaks: true, MaxSteps: gradeSteps}
	walk := spec
	walk.Strategy, walk.Learn = sched.Config{Kind: sched.RandomWalk}, true
	for done := 0; done < learnings; {
		b, err := pool.RunBatch(ctx, walk, learnings-done)
		if err != nil {
			return byhand.Result{}, err
		}
		spec.Sites = append(spec.Sites, b.Sites...)
		done += max(len(b.Runs), 1)
		walk.Index += len(b.Runs)
	}
	return byhand.Play(ctx, pool, spec, in, out)
}

// breakAgain sees whether an exercise is broken by picks.
func (w *workshop) breakAgain(ctx context.Context, x *engine, picks []int, c *learn.Check) error {
	var words strings.Builder
	for _, n := range picks {
		fmt.Fprintln(&words, n)
	}
	r, err := w.play(ctx, x, strings.NewReader(words.String()), io.Discard)
	c.Unbroken, c.Switches = !r.Broken, r.Switches
	return err
}

// answers are what a drill takes, and the effects that each stands for.
var answers = []struct {
	word string
	is   func(scenario.Verdict) bool
}{
	{"race", func(v scenario.Verdict) bool { return v.Race }},
	{"wrong", func(v scenario.Verdict) bool {
		return v.Effect&(scenario.Invariant|scenario.Panic|scenario.Fatal) != 0
	}},
	{"deadlock", func(v scenario.Verdict) bool { return v.Effect&(scenario.Deadlock|scenario.Livelock) != 0 }},
	{"leak", func(v scenario.Verdict) bool { return v.Effect&scenario.Leak != 0 }},
	{"safe", scenario.Verdict.Right},
}

// predict shows variants and asks what is wrong with them, until the input ends.
// The verdicts are those that the scenarios' tests hold the code to.
func (l *learner) predict(only string) error {
	chosen, err := chooseScenarios(strings.Fields(only))
	if err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	right, asked := 0, 0
	for {
		s := chosen[rand.IntN(len(chosen))]
		v := &s.Variants[rand.IntN(len(s.Variants))]
		if v.Body == nil {
			continue
		}
		code, err := catalogue.Code(scenarios.Sources, s.ID, v.Code)
		if err != nil {
			return err
		}
		fmt.Fprintf(l.std.Out, "\n%s. What should hold: %s.\n\n%s\nrace, wrong, deadlock, leak or safe? (several words if several; q ends)\n> ", s.Title, s.Property, code)
		if !in.Scan() || strings.TrimSpace(in.Text()) == "q" {
			break
		}
		ok, err := answer(strings.Fields(in.Text()), v.Want)
		if err != nil {
			fmt.Fprintln(l.std.Out, err)
			continue
		}
		asked++
		word := "No"
		if ok {
			right++
			word = "Yes"
		}
		fmt.Fprintf(l.std.Out, "%s: %q is %s. %s\nMeasure it: racekit matrix %s\n", word, v.Name, verdictWords(*v), v.Why, s.ID)
	}
	fmt.Fprintf(l.std.Out, "\n%d of %d right\n", right, asked)
	return in.Err()
}

// answer reports whether words say all that the verdict does, and no more.
func answer(words []string, v scenario.Verdict) (bool, error) {
	if len(words) == 0 {
		return false, errors.New("say what goes wrong, or safe")
	}
	said := map[string]bool{}
	for _, w := range words {
		said[strings.Trim(w, ",.")] = true
	}
	ok := true
	for _, a := range answers {
		ok = ok && said[a.word] == a.is(v)
		delete(said, a.word)
	}
	for w := range said {
		return false, fmt.Errorf("%q is none of race, wrong, deadlock, leak, safe", w)
	}
	return ok, nil
}
