package engine

import (
	"errors"
	"flag"
	"fmt"
	"maps"
)

const (
	notBenchmarks = "benchmarks are not explored; use go test -bench"
	notFuzzing    = "fuzz targets run with their seeds only; use go test -fuzz"
	notProfiles   = "a profile would be that of the controlled scheduler, one schedule after the other; use go test"
	notKept       = "racekit removes its test programs; use go test with the environment that 'racekit env' prints"
)

// NotOfTest are the flags of go test that racekit refuses, and why.
var NotOfTest = joined(NotOfBuild, map[string]string{
	"bench":                notBenchmarks,
	"benchmem":             notBenchmarks,
	"benchtime":            notBenchmarks,
	"blockprofile":         notProfiles,
	"blockprofilerate":     notProfiles,
	"c":                    notKept,
	"cpu":                  "a controlled test runs one goroutine at a time",
	"cpuprofile":           notProfiles,
	"exec":                 "racekit starts and controls the test programs itself",
	"fuzz":                 notFuzzing,
	"fuzzminimizetime":     notFuzzing,
	"fuzztime":             notFuzzing,
	"memprofile":           notProfiles,
	"memprofilerate":       notProfiles,
	"mutexprofile":         notProfiles,
	"mutexprofilefraction": notProfiles,
	"o":                    notKept,
	"trace":                "an execution trace would be that of the controlled scheduler; -perfetto writes the execution of a finding",
})

func joined(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// goTestFlags are flags of go test that racekit test has with the same meaning.
func (o *Options) goTestFlags(fs *flag.FlagSet) {
	patternFlag(fs, &o.Run, "run", "run only tests matching `regexp`")
	patternFlag(fs, &o.Skip, "skip", "skip tests matching `regexp`")
	patternFlag(fs, &o.List, "list", "list tests matching `regexp` and run none")
	fs.BoolVar(&o.Short, "short", false, "tell tests to shorten their run time")
	fs.BoolVar(&o.fullpath, "fullpath", false, "print full file names in the messages of tests")
	fs.BoolVar(&o.FailFast, "failfast", false, "start no more tests after the first that fails")
	fs.BoolVar(&o.JSON, "json", false, "print events as go test -json does")
	fs.Var(passed{add: func(list string) { o.Build = append(o.Build, "-vet="+list) }}, "vet",
		"run the `checks` of go vet on the packages: a comma-separated list, or off (default: those of go test)")
	fs.Func("coverprofile", "write a coverage profile of all schedules together to `file`; sets -cover", func(file string) error {
		if o.CoverProfile = file; !o.Cover {
			o.Cover, o.Build = true, append(o.Build, "-cover=true")
		}
		return nil
	})
	fs.Func("count", "only 1 is accepted as `n`; use -n for the number of schedules", func(n string) error {
		if n != "1" {
			return fmt.Errorf("racekit runs each test under different schedules; use -n=%s for their number", n)
		}
		return nil
	})
	fs.Func("shuffle", "only off is accepted as `order`; every test is explored on its own", func(s string) error {
		if s != "off" {
			return errors.New("every test is explored on its own, so their order has no effect")
		}
		return nil
	})
}
