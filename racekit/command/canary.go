package command

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// The canary is a package with known faults, and one test without any. What takes
// the whole road of racekit test and misses one of them misses others.
//
//go:embed testdata/canary_test.go
var canarySource []byte

// canaries are its tests, and what each must show; "" is nothing.
var canaries = []struct {
	test string
	kind finding.Kind
}{
	{"TestCanaryRace", finding.DataRace},
	{"TestCanaryDeadlock", finding.DeadlockKind},
	{"TestCanaryLeak", finding.Leak},
	{"TestCanaryFine", ""},
}

// errCanary ends the check if something was missed, or found that is not there.
var errCanary = errors.New(`racekit does not find what it must: do not trust it here.
Run racekit toolchain clean, and this again. If that does not help, see whether GOFLAGS has flags for the compiler,
try another Go release, and report what is printed here together with the output of racekit toolchain check`)

// canary runs the tests with each detector that there is.
func canary(ctx context.Context, std frame.Streams) error {
	dir, err := frame.TempFolder("racekit-canary-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the canary: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "canary_test.go")
	if err := os.WriteFile(file, canarySource, 0o666); err != nil {
		return err
	}
	tried, well := 0, true
	var missing error
	for _, d := range toolchain.Detectors {
		fmt.Fprintf(std.Out, "canary with -detector=%v\n", d)
		e, err := openCanary(ctx, std, d, file)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errCanary):
			well = false
		case err != nil:
			missing = err
			fmt.Fprintf(std.Out, "    not tried: %v\n", err)
			continue
		default:
			well = sing(ctx, std, func(test string) (campaign.Result, error) {
				return e.Explore(ctx, test, func(engine.Counts) {})
			}) && well
		}
		tried++
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case tried == 0:
		return missing
	case !well:
		fmt.Fprintln(std.Err, errCanary)
		return frame.Exit(frame.ExitFinding)
	}
	return nil
}

// openCanary builds the canary beside its source. An error that is errCanary says
// that it must build, or start, and does not.
func openCanary(ctx context.Context, std frame.Streams, d toolchain.Detector, file string) (*engine.Engine, error) {
	o := new(engine.Options)
	o.Flags(flag.NewFlagSet("canary", flag.ContinueOnError))
	o.Detector, o.FailFast, o.NoShrink, o.NoRecord = d, true, true, true
	g, err := o.Go(ctx, ".")
	if err != nil {
		return nil, err
	}
	pkgs, err := g.List(ctx, file)
	if err != nil {
		return nil, err
	}
	st := engine.StatusFor(std.Err, os.Getenv)
	built := st.Building(engine.Building(1, 1))
	b := g.Build(ctx, pkgs[0], filepath.Join(filepath.Dir(file), d.String()+".test"))
	built()
	st.Stop()
	if b.Err != nil {
		fmt.Fprintf(std.Out, "    it does not build:\n%s", b.Said)
		return nil, errCanary
	}
	e, err := engine.Open(ctx, b, o, nil)
	if err != nil {
		fmt.Fprintf(std.Out, "    it does not start: %v\n", err)
		return nil, errCanary
	}
	return e, nil
}

// sing explores the tests, says what each showed, and reports whether all is as it
// must be.
func sing(ctx context.Context, std frame.Streams, explore func(test string) (campaign.Result, error)) bool {
	well := true
	for _, c := range canaries {
		x, err := explore(c.test)
		if ctx.Err() != nil {
			return false
		}
		said, ok := judgeCanary(c.kind, &x, err)
		fmt.Fprintf(std.Out, "    %s: %s\n", c.test, said)
		well = well && ok
	}
	return well
}

// judgeCanary says what a test showed that has one fault of a kind, or none.
func judgeCanary(want finding.Kind, x *campaign.Result, err error) (said string, ok bool) {
	var found []string
	ok = true
	for i := range x.Findings {
		kind := x.Findings[i].Finding.Kind
		found = append(found, string(kind))
		ok = ok && kind == want
	}
	among := text.Count(x.Schedules, "schedule")
	switch {
	case err != nil:
		return fmt.Sprintf("not explored: %v", err), false
	case x.Unfinished != "":
		return "not explored to its end: " + x.Unfinished, false
	case len(found) == 0 && want == "" && !x.Verified():
		return fmt.Sprintf("nothing in %s, as it must be, and yet not verified: %s", among, x.Coverage.Unsure()), false
	case len(found) == 0 && want == "":
		return fmt.Sprintf("nothing in %s, as it must be", among), true
	case len(found) == 0:
		return fmt.Sprintf("MISSED: it has a %s, and none of %s shows it", want, among), false
	case !ok:
		return fmt.Sprintf("WRONG: it shows %s, which it has not, or not all", strings.Join(found, ", ")), false
	}
	return fmt.Sprintf("%s found, as it must be, in %s", want, among), true
}
