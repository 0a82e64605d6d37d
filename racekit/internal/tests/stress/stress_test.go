package stress

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// stressed are packages of the standard library whose tests run while stacks
// move, and everything is collected, at calls of the detector. The first ones
// always do.
var stressed = []string{"fmt",
	"bufio", "bytes", "container/heap", "container/list", "context", "encoding/json", "errors", "expvar", "go/parser",
	"io", "log", "log/slog", "maps", "net/url", "path/filepath", "reflect", "regexp", "slices", "sort",
	"strconv", "strings", "sync", "sync/atomic", "text/template", "time", "unicode/utf8"}

// TestStress holds that no call of the detector is a place at which the stack
// must not be looked at, and is. Whether the tests pass is not the question: that
// the process ends is.
func TestStress(t *testing.T) {
	tc, err := lab.Toolchain()
	if err != nil {
		t.Skip(err)
	}
	type row struct{ name, dir string }
	rows := []row{{"hazards", "hazards"}}
	for i, pkg := range stressed {
		if i == 0 || os.Getenv("RACEKIT_LONG") != "" {
			rows = append(rows, row{pkg, filepath.Join(tc.Path(), "src", pkg)})
		}
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			c := lab.Build(t, r.dir)
			c.Stress = true
			p := lab.Pool(t, c, 1)
			info, err := p.Info(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, test := range info.Tests {
				if r.dir == "hazards" && test != "TestWrapper" && test != "TestCopy" && test != "TestCopyBesideCollections" {
					continue
				}
				spec := execution.Spec{Test: test, Seed: 1, MaxSteps: 200_000, Trace: true}
				o := lab.Run(t, p.Run, spec)
				if o.Status == execution.Crashed || o.Status == execution.Panicked || o.Status == execution.Failed && r.dir == "hazards" {
					t.Errorf("%s: %s", test, lab.Tell(&o))
				}
			}
		})
	}
}
