package learn

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A devResult is how the variants of an exercise were graded.
type devResult struct {
	Exercise string       `json:"exercise"`
	Variants int          `json:"variants"`
	Slowest  devVariant   `json:"slowest"`
	Differ   []devVariant `json:"differ,omitempty"` // from what is declared
}

// A devVariant is a variant, and what there is to say of it.
type devVariant struct {
	Name    string  `json:"variant"`
	Kind    string  `json:"kind"`
	Seconds float64 `json:"seconds"` // after the build
	Why     string  `json:"why,omitempty"`
}

// perCheck is how long a learner should wait for a check, after the build.
const perCheck = 1.0

// devCheck grades what the catalogue says of each exercise: the starter and the
// wrong fixes must fail as declared, and the right ones pass.
func (l *learner) devCheck(ctx context.Context, only string) error {
	all, err := allExercises()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(e *learn.Exercise) bool { return only != "" && e.Scenario.ID != only })
	if len(all) == 0 {
		return fmt.Errorf("no exercise is made from %q; 'racekit learn list' lists them", only)
	}
	trials, err := learn.Trials(all)
	if err != nil {
		return err
	}
	dir, err := frame.TempFolder("racekit-learn-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the exercises: %w", err)
	}
	defer os.RemoveAll(dir)
	files, err := learn.Bench(trials)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := file.SaveAll(filepath.Join(dir, name), file.Text(text)); err != nil {
			return err
		}
	}
	w, err := openWorkshop(ctx, l.std, dir)
	if err != nil {
		return err
	}
	var results []*devResult
	said, err := w.open(ctx, dir, dir, nil, new(learn.Times), func(x *engine.Engine) error {
		results, err = l.bench(ctx, w, x, trials)
		return err
	})
	if said != "" {
		return fmt.Errorf("the exercises do not build:\n%s", said)
	}
	if err != nil {
		return err
	}
	return l.devReport(results, len(trials))
}

// bench grades the trials, whose tests x has, and says of each exercise how that
// went.
func (l *learner) bench(ctx context.Context, w *workshop, x *engine.Engine, trials []learn.Trial) ([]*devResult, error) {
	var results []*devResult
	graded := map[int]*learn.Check{}
	for i, t := range trials {
		c := graded[t.Number]
		if c == nil {
			c = new(learn.Check)
			graded[t.Number] = c
			if err := w.judge(ctx, x, t.Exercise, t.TestOf(learn.Test), t.TestOf(learn.TestMore), t.Files, c); err != nil {
				return nil, fmt.Errorf("%s, %s %q: %w", t.Exercise.Name, t.Variant.Kind, t.Variant.Name, err)
			}
		}
		if i == 0 || trials[i-1].Exercise != t.Exercise {
			results = append(results, &devResult{Exercise: t.Exercise.Name})
		}
		r := results[len(results)-1]
		v := devVariant{t.Variant.Name, t.Variant.Kind.String(), c.Times.Graded().Round(time.Millisecond).Seconds(), t.Differs(c)}
		r.Variants++
		if v.Why != "" {
			r.Differ = append(r.Differ, v)
		}
		if v.Seconds > r.Slowest.Seconds {
			r.Slowest = v
		}
		if last := i+1 == len(trials) || trials[i+1].Exercise != t.Exercise; last && !l.json {
			l.devLine(r)
		}
	}
	return results, nil
}

func (l *learner) devLine(r *devResult) {
	word := "ok  "
	if len(r.Differ) > 0 {
		word = "FAIL"
	}
	fmt.Fprintf(l.std.Out, "%s  %-26s %2d variants, at most %5.2f s: %s\n", word, r.Exercise, r.Variants, r.Slowest.Seconds, r.Slowest.Name)
	for _, v := range r.Differ {
		fmt.Fprintf(l.std.Out, "      %s %q: %s\n", v.Kind, v.Name, v.Why)
	}
}

// devReport says what all came to.
func (l *learner) devReport(results []*devResult, count int) error {
	bad := 0
	var slow []string
	slowest := results[0]
	for _, r := range results {
		bad += len(r.Differ)
		if r.Slowest.Seconds > perCheck {
			slow = append(slow, r.Exercise)
		}
		if r.Slowest.Seconds > slowest.Slowest.Seconds {
			slowest = r
		}
	}
	if l.json {
		if err := l.print(map[string]any{"exercises": results, "slowest": slowest.Exercise, "variants": count, "differ": bad}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(l.std.Out, "the slowest check is that of %s, %q: %.2f s after the build; %s took more than %.0f s\n",
			slowest.Exercise, slowest.Slowest.Name, slowest.Slowest.Seconds, text.Count(len(slow), "exercise"), perCheck)
		fmt.Fprintf(l.std.Out, "%d of %d variants of %s are graded as declared\n", count-bad, count, text.Count(len(results), "exercise"))
	}
	if bad > 0 {
		return frame.Exit(frame.ExitFinding)
	}
	return nil
}
