package learn

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/command/catalogue"
	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	sources "github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

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

// predict shows variants and asks what is wrong with them, each once, until the input ends.
// What is right exploration says; it goes on while the learner reads.
func (l *learner) predict(ctx context.Context, only string) error {
	chosen, err := catalogue.ChooseScenarios(strings.Fields(only))
	if err != nil {
		return err
	}
	drills := learn.Drills(scenarios.Sources, chosen)
	if len(drills) == 0 {
		return fmt.Errorf("%s has no variant that learners could build", only)
	}
	dir, err := frame.TempFolder("racekit-learn-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the drills: %w", err)
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	explore := l.explorer(dir)
	in := bufio.NewScanner(os.Stdin)
	right, asked := 0, 0
	say := func(mark, words string) {
		for _, line := range text.Wrap(mark, words, l.style().Width) {
			fmt.Fprintln(l.std.Out, line)
		}
	}
	for _, i := range rand.Perm(len(drills)) {
		d := drills[i]
		s, v := d.Scenario, d.Starter
		code, err := sources.Code(scenarios.Sources, s.ID, v.Code)
		if err != nil {
			return err
		}
		seen := make(chan measured, 1)
		go func() { seen <- explore(ctx, d) }()
		test, err := d.Property()
		if err != nil {
			return err
		}
		fmt.Fprintln(l.std.Out)
		say("", s.Title+". What should hold: "+s.Property+".")
		fmt.Fprintf(l.std.Out, "\n%s\nand how it is used:\n\n%s\nrace, wrong, deadlock, leak or safe? (several words if several apply; q quits)\n> ", code, test)
		if !in.Scan() || strings.TrimSpace(in.Text()) == "q" {
			cancel()
			<-seen // it writes to dir
			break
		}
		m := <-seen
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ok, err := answer(strings.Fields(in.Text()), m.Verdict)
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
		say("", fmt.Sprintf("%s. %q: %s. %s", word, v.Name, catalogue.VerdictWords(scenario.Variant{Want: m.Verdict}), v.Why))
		say("", m.how)
		fmt.Fprintln(l.std.Out, "The story: racekit explain", s.ID)
	}
	fmt.Fprintf(l.std.Out, "\n%d of %d right\n", right, asked)
	return in.Err()
}

// measured is what is known of a drill.
type measured struct {
	scenario.Verdict
	how string
}

// explorer returns what explores drills in dir, one after the other. Where that
// cannot be done what is declared has to do.
func (l *learner) explorer(dir string) func(context.Context, *learn.Exercise) measured {
	var w *workshop
	explore := func(ctx context.Context, d *learn.Exercise) (m measured, err error) {
		files, err := learn.Drill(d)
		if err != nil {
			return m, err
		}
		for name, text := range files {
			if err := file.SaveAll(filepath.Join(dir, name), file.Text(text)); err != nil {
				return m, err
			}
		}
		if w == nil {
			if w, err = openWorkshop(ctx, l.std, dir); err != nil {
				return m, err
			}
		}
		said, err := w.open(ctx, filepath.Join(dir, d.Name), dir, nil, new(learn.Times), func(x *engine.Engine) error {
			found, err := x.Explore(ctx, learn.Test, func(engine.Counts) {})
			if err == nil && found.Unfinished != "" {
				err = errors.New(found.Unfinished)
			}
			m.how = "Explored: " + found.Coverage.String() + "."
			for _, f := range found.Findings {
				m.Verdict = learn.Also(m.Verdict, f.Finding.Kind)
			}
			return err
		})
		if said != "" {
			err = errors.New(strings.TrimSpace(said))
		}
		return m, err
	}
	return func(ctx context.Context, d *learn.Exercise) measured {
		m, err := explore(ctx, d)
		if err != nil {
			return measured{d.Starter.Want, fmt.Sprintf("This is the declared verdict; the variant could not be explored here: %v.", err)}
		}
		return m
	}
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
		return false, fmt.Errorf("%q is not one of race, wrong, deadlock, leak, safe", w)
	}
	return ok, nil
}
