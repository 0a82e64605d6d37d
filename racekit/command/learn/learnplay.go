package learn

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/internal/byhand"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/sched"
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
	said, err := w.exercise(ctx, e, s.Dir, files, new(learn.Times), func(x *engine.Engine) error {
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
			fmt.Fprintf(l.std.Out, "Now fix it: racekit learn run %s\n", e.Name)
		}
		return err
	})
	if err == nil && said != "" {
		return fmt.Errorf("%s does not build:\n%s", e.Name, said)
	}
	return err
}

// play lets who writes to in schedule the exercise's test.
func (w *workshop) play(ctx context.Context, x *engine.Engine, in io.Reader, out io.Writer) (byhand.Result, error) {
	pool, end := x.Start()
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
func (w *workshop) breakAgain(ctx context.Context, x *engine.Engine, picks []int, c *learn.Check) error {
	var words strings.Builder
	for _, n := range picks {
		fmt.Fprintln(&words, n)
	}
	r, err := w.play(ctx, x, strings.NewReader(words.String()), io.Discard)
	c.Unbroken, c.Switches = !r.Broken, r.Switches
	return err
}
