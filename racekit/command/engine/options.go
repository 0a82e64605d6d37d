package engine

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// Options are the flags of racekit test.
type Options struct {
	Run, Skip Pattern
	List      Pattern // list the tests that match, and run none
	Verbose   bool
	Short     bool
	fullpath  bool
	Timeout   time.Duration
	MaxSteps  int           // of a schedule; 0 is the default
	Hang      time.Duration // without progress; 0 is the default
	FailFast  bool
	parallel  int
	JSON      bool

	settings.Values
	Asked []string // the variables by which tests that explore themselves learn of them

	Race     bool
	Workers  int
	out      string
	Accept   string
	Pages    Pages
	NoRecord bool
	NoShrink bool
	Alike    func(finding.Kind) int // if there is one: of findings alike only the first is explained

	Tags     string
	Cover    bool // say how much of the code ran
	CoverPkg string
	Load     []string     // build flags that change which files a package has
	Build    []string     // all build flags, as given
	Vet      bool         // as in go test
	Said     func([]byte) // takes what the go command says of a build that succeeds

	CoverProfile string
}

func (o *Options) Flags(fs *flag.FlagSet) {
	o.BuildFlags(fs)
	o.goTestFlags(fs)
	o.CommonFlags(fs)
	o.Pages.artifactFlags(fs)
	fs.BoolVar(&o.Verbose, "v", false, "print what was explored of every test, and every step of each failing execution")
	fs.DurationVar(&o.Timeout, "timeout", 10*time.Minute, "stop a test that still waits after `d` of its own time; 0 is no limit")
	o.settingFlags(fs)
	fs.BoolVar(&o.Race, "race", true, "build with the race detector; without it goroutines are switched at atomic operations but not at plain memory accesses")
	fs.Func("p", "build `n` packages at once and use n worker processes per test (default: one per core)", func(s string) error {
		o.Build = append(o.Build, "-p="+s)
		return frame.Positive(&o.Workers)(s)
	})
	fs.StringVar(&o.Accept, "accept", "", "read accepted findings from `file` (default: racekit.accept in the module's root)")
	fs.BoolVar(&o.NoShrink, "noshrink", false, "show and record the schedule that was found first; do not simplify it")
	fs.BoolVar(&o.NoRecord, "norecord", false, "write no records of findings")
}

// settingFlags are those that tests which explore themselves follow as well.
func (o *Options) settingFlags(fs *flag.FlagSet) {
	o.Values = settings.Defaults(false)
	for _, s := range settings.All {
		settingFlag(fs, &o.Values, s, func(text string) {
			if !s.Build {
				o.Asked = append(o.Asked, s.Variable()+"="+text)
			}
		})
	}
}

// settingFlag is the flag of one setting; given is called with each value.
func settingFlag(fs *flag.FlagSet, v *settings.Values, s settings.Setting, given func(text string)) {
	define := fs.Func
	if s.Bool {
		define = fs.BoolFunc
	}
	define(s.Flag, s.Usage+" (default "+s.Default+")", func(text string) error {
		if err := s.Parse(v, text); err != nil {
			return fmt.Errorf("%w%s", err, frame.Suggest(text, s.Words))
		}
		given(text)
		return nil
	})
}

// DetectorFlag is the flag -detector of a command that has no other settings.
func (o *Options) DetectorFlag(fs *flag.FlagSet) {
	o.Detector = settings.Defaults(false).Detector
	settingFlag(fs, &o.Values, *settings.Named("detector"), func(string) {})
}

// CommonFlags are those of racekit test that racekit replay has too.
func (o *Options) CommonFlags(fs *flag.FlagSet) {
	o.Pages.flags(fs)
	o.parallel = 8
	fs.Func("parallel", "let at most `n` tests and subtests that call t.Parallel run at once (default 8: fixed, so that schedules do not depend on the machine)", frame.Positive(&o.parallel))
	fs.StringVar(&o.out, "out", "", "keep the records of packages outside the main module in `dir` (default: the user's cache)")
}

func patternFlag(fs *flag.FlagSet, p *Pattern, name, usage string) {
	fs.Func(name, usage, func(s string) error {
		var err error
		*p, err = compilePattern(name, s)
		return err
	})
}

// RecordRoot returns where the records of packages outside the main module go.
func (o *Options) RecordRoot() (string, error) {
	if o.out != "" {
		return filepath.Abs(o.out)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "records"), nil
}

// WorkerCommand says how to start a worker of b. The patterns are given in
// full: in them are the elements for subtests.
func (o *Options) WorkerCommand(b *gocmd.Binary, args []string) execution.Command {
	flags := o.ProgramFlags()
	if o.Run.Text != "" {
		flags = append(flags, "-test.run="+o.Run.Text)
	}
	return execution.Command{Path: b.Path, Dir: b.WorkDir(), Env: b.Env, Profiles: b.Profiles, Flags: append(flags, args...)}
}

// ProgramFlags are the flags of every test program, however its tests are run.
func (o *Options) ProgramFlags() []string {
	flags := []string{"-test.parallel=" + strconv.Itoa(o.parallel)}
	if o.Skip.Text != "" {
		flags = append(flags, "-test.skip="+o.Skip.Text)
	}
	if o.Short {
		flags = append(flags, "-test.short")
	}
	if o.fullpath {
		flags = append(flags, "-test.fullpath")
	}
	return flags
}

// Go returns the controlled go command for the module in dir.
func (o *Options) Go(ctx context.Context, dir string) (*gocmd.Go, error) {
	return gocmd.Controlled(ctx, gocmd.Config{Dir: dir, Race: o.Race, Detector: o.Detector, Load: o.Load, Build: o.Build, Vet: o.Vet, Said: o.Said})
}
