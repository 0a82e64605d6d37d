// Package catalogue has the commands for the scenarios: matrix, explain and
// scenario.
package catalogue

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/matrix"
	"github.com/racekit/toolkit/racekit/internal/measurement"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

// scenariosPackage holds the test that measures all scenarios.
const scenariosPackage = "github.com/racekit/toolkit/scenarios"

type matrixOptions struct {
	tests              engine.Options // how they are built
	model              string
	md, html, json, cs bool
	out                string
	quick              int
	cost               bool
}

func Matrix() *frame.Command {
	o := new(matrixOptions)
	c := &frame.Command{
		Name:  "matrix",
		Usage: "[flags] [scenario[/variant]...]",
		Short: "measure which synchronization fixes each bug",
		Long: `Matrix explores every variant of the scenarios (all, unless some are named) and
prints the verdicts: whether the race detector reports, whether the property
holds, the fewest preemptions that break it, and what was explored. The exit
code is 1 if a variant is not as declared.

The scenarios are part of racekit's source: run it there, or in a module that
requires github.com/racekit/toolkit. 'racekit explain <scenario>' tells the
story of one.`,
	}
	c.Flags.Init("matrix", flag.ContinueOnError)
	c.Accepts = frame.Accepts{Max: frame.AnyNumber}
	fs := &c.Flags
	frame.Choice(fs, &o.model, "model", "switch goroutines in `mode` preemptive (anywhere), cooperative (where they block), both (side by side), or none (only -cost and -quick)",
		"preemptive", "cooperative", "both", "none")
	fs.BoolVar(&o.md, "md", false, "print Markdown")
	fs.BoolVar(&o.html, "html", false, "print one HTML page, whose cells open to show the code and a failing schedule")
	fs.BoolVar(&o.json, "json", false, "print JSON")
	fs.BoolVar(&o.cs, "csv", false, "print comma-separated values")
	fs.StringVar(&o.out, "o", "", "write to `file`; an incomplete table never replaces an existing one")
	o.tests.Race = true
	o.tests.DetectorFlag(fs)
	fs.Func("quick", "also run each variant `n` times under plain go test, without and with the race detector", frame.Positive(&o.quick))
	fs.BoolVar(&o.cost, "cost", false, "also measure what each right fix costs with 1, 2, 4 and 8 goroutines, in an ordinary build; about 2 seconds each")
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		return runMatrix(ctx, std, o, args.Names)
	}
	return c
}

func runMatrix(ctx context.Context, std frame.Streams, o *matrixOptions, names []string) error {
	chosen, err := ChooseScenarios(names)
	if err != nil {
		return err
	}
	if _, err := o.writer(std); err != nil {
		return err
	}
	if o.model == "none" && !o.cost && o.quick == 0 {
		return errors.New("-model=none leaves nothing to measure: add -cost or -quick")
	}
	dir, err := frame.TempFolder("racekit-matrix-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the measurements: %w", err)
	}
	defer os.RemoveAll(dir)
	m := &measuring{std: std, tests: &o.tests, dir: dir, chosen: chosen}
	if err := m.find(ctx); err != nil {
		return err
	}
	t, err := m.table(ctx, o)
	if err != nil {
		return err
	}
	t.WantCost, t.WantQuick = o.cost, o.quick > 0
	for _, more := range []struct {
		on      bool
		measure func(context.Context, *matrix.Table) error
	}{{o.cost, m.cost}, {o.quick > 0, func(ctx context.Context, t *matrix.Table) error { return m.quick(ctx, o.quick, t) }}} {
		if !more.on {
			continue
		}
		if err := more.measure(ctx, &t); err != nil && ctx.Err() == nil {
			return err
		}
	}
	t.Check()
	return o.deliver(std, &t)
}

// deliver prints the table, or writes it to its file, and says by the exit code
// what it shows.
func (o *matrixOptions) deliver(std frame.Streams, t *matrix.Table) error {
	wrong, missing := t.Disagreements()
	if o.out != "" && missing > 0 {
		if _, err := os.Stat(o.out); err == nil {
			fmt.Fprintf(std.Err, "racekit matrix: %s not measured, so %s is unchanged\n", text.Count(missing, "variant"), o.out)
			return frame.Exit(frame.ExitUnfinished)
		}
	}
	write, err := o.writer(std)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := write(t, &table); err != nil {
		return err
	}
	if o.out == "" {
		_, err = std.Out.Write(table.Bytes())
	} else {
		err = file.Save(o.out, file.Text(table.String()))
	}
	switch {
	case err != nil:
		return err
	case wrong > 0:
		fmt.Fprintf(std.Err, "racekit matrix: %s not as declared\n", text.Count(wrong, "variant"))
		return frame.Exit(frame.ExitFinding)
	case missing > 0:
		return frame.Exit(frame.ExitUnfinished)
	}
	return nil
}

// ChooseScenarios returns those that are named, with all variants or those that
// are named: "lost-update", "lost-update/atomic Add". Without names it is all.
func ChooseScenarios(names []string) ([]*scenario.Scenario, error) {
	if len(names) == 0 {
		return scenarios.All, nil
	}
	var chosen []*scenario.Scenario
	for _, name := range names {
		name, variant, some := strings.Cut(name, "/")
		i := slices.IndexFunc(scenarios.All, func(s *scenario.Scenario) bool { return s.ID == name })
		if i < 0 {
			var known []string
			for _, s := range scenarios.All {
				known = append(known, s.ID)
			}
			return nil, fmt.Errorf("no scenario %q%s; 'racekit explain' lists them", name, frame.Suggest(name, known))
		}
		s := scenarios.All[i]
		if some {
			only, err := chooseVariant(s, variant)
			if err != nil {
				return nil, err
			}
			s = only
		}
		already := slices.IndexFunc(chosen, func(c *scenario.Scenario) bool { return c.ID == s.ID })
		switch {
		case already < 0:
			chosen = append(chosen, s)
		case !some:
			chosen[already] = s
		case !slices.ContainsFunc(chosen[already].Variants, func(v scenario.Variant) bool { return v.Name == variant }):
			chosen[already].Variants = append(chosen[already].Variants, s.Variants...)
		}
	}
	return chosen, nil
}

// chooseVariant returns s with one variant alone.
func chooseVariant(s *scenario.Scenario, variant string) (*scenario.Scenario, error) {
	var known []string
	for _, v := range s.Variants {
		if v.Name == variant {
			only := *s
			only.Variants = []scenario.Variant{v}
			return &only, nil
		}
		known = append(known, v.Name)
	}
	return nil, fmt.Errorf("the scenario %s has no variant %q%s; 'racekit explain %s' lists them", s.ID, variant, frame.Suggest(variant, known), s.ID)
}

// writer returns how the table is printed.
func (o *matrixOptions) writer(std frame.Streams) (func(*matrix.Table, io.Writer) error, error) {
	kinds := 0
	write := func(t *matrix.Table, w io.Writer) error {
		term := engine.Terminal(std.Out, "")
		return t.WriteText(w, matrix.Style{Width: term.Width, Color: term.Color && o.out == ""})
	}
	for _, k := range []struct {
		on    bool
		write func(*matrix.Table, io.Writer) error
	}{{o.md, (*matrix.Table).WriteMarkdown}, {o.html, (*matrix.Table).WriteHTML}, {o.json, (*matrix.Table).WriteJSON}, {o.cs, (*matrix.Table).WriteCSV}} {
		if k.on {
			kinds++
			write = k.write
		}
	}
	if kinds > 1 {
		return nil, errors.New("want one of -md, -html, -json, -csv")
	}
	return write, nil
}

// A measuring builds the scenarios' test binary and runs it.
type measuring struct {
	std    frame.Streams
	tests  *engine.Options
	dir    string
	chosen []*scenario.Scenario
	g      *gocmd.Go
	pkg    *gocmd.Package
	bin    string
}

// find finds the scenarios' sources.
func (m *measuring) find(ctx context.Context) error {
	g, err := m.tests.Go(ctx, ".")
	if err != nil {
		return err
	}
	pkgs, err := g.List(ctx, scenariosPackage)
	if err != nil {
		return err
	}
	if len(pkgs) != 1 || pkgs[0].Error != nil || !pkgs[0].HasTests() {
		return fmt.Errorf("cannot find the sources of the scenarios: run it in a clone of racekit, or in a module that requires github.com/racekit/toolkit")
	}
	m.g, m.pkg = g, pkgs[0]
	return nil
}

func (m *measuring) build(ctx context.Context) error {
	m.bin = filepath.Join(m.dir, "scenarios.test")
	st := engine.StatusFor(m.std.Err, os.Getenv)
	defer st.Stop()
	defer st.Building(engine.Building(1, 1))()
	if b := m.g.Build(ctx, m.pkg, m.bin); b.Err != nil {
		return fmt.Errorf("the scenarios do not build:\n%s", b.Said)
	}
	return nil
}

// table measures under each model that is asked for.
func (m *measuring) table(ctx context.Context, o *matrixOptions) (matrix.Table, error) {
	models := []string{o.model}
	switch o.model {
	case "both":
		models = []string{"preemptive", "cooperative"}
	case "none":
		models = nil
	}
	if len(models) > 0 {
		if err := m.build(ctx); err != nil {
			return matrix.Table{}, err
		}
	}
	var results []measurement.Result
	for _, model := range models {
		file := filepath.Join(m.dir, model+".jsonl")
		if err := m.run(ctx, file, model); err != nil {
			return matrix.Table{}, err
		}
		text, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return matrix.Table{}, err
		}
		r, err := measurement.Read[measurement.Result](text)
		if err != nil && ctx.Err() == nil {
			return matrix.Table{}, err
		}
		results = append(results, r...)
	}
	t := matrix.New(models, m.chosen, results, func(s *scenario.Scenario, v *scenario.Variant) string {
		code, err := catalogue.Code(scenarios.Sources, s.ID, v.Code)
		if err != nil {
			return err.Error()
		}
		return code
	})
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		story, err := catalogue.Story(scenarios.Sources, row.ID, 100)
		if err != nil {
			return t, err
		}
		row.Story = story
	}
	t.System = m.g.Base.Version
	if o.cost {
		t.System += fmt.Sprintf(" on %s/%s with %s", runtime.GOOS, runtime.GOARCH, text.Count(runtime.NumCPU(), "processor"))
	}
	return t, nil
}

// run measures under one model. That a variant is not as declared is said by
// the table, so the process's own exit code and words are for when it has none.
func (m *measuring) run(ctx context.Context, file, model string) error {
	said, err := m.runAll(ctx, m.bin, append(m.g.RunEnv, "SCENARIOS=all"), file, "-racekit.model="+model)
	if _, there := os.Stat(file); err != nil && there != nil && ctx.Err() == nil {
		return fmt.Errorf("the scenarios could not be measured (%w):\n%s", err, said)
	}
	return nil
}

// runAll runs the test of the chosen scenarios, which writes to file, and
// returns what it said.
func (m *measuring) runAll(ctx context.Context, bin string, env []string, file string, args ...string) ([]byte, error) {
	var ids []string
	for _, s := range m.chosen {
		ids = append(ids, regexp.QuoteMeta(s.ID))
	}
	cmd := exec.CommandContext(ctx, bin, append(args, "-test.run=^TestAll$/^("+strings.Join(ids, "|")+")$", "-test.timeout=0")...)
	cmd.Dir, cmd.Env = m.pkg.Dir, append(slices.Clip(env), measurement.FileVariable+"="+file)
	execution.Together(cmd)
	return cmd.CombinedOutput()
}
