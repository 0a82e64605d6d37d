package engine

import (
	"path/filepath"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func TestWhereRecordsAre(t *testing.T) {
	o := &Options{out: filepath.Join(t.TempDir(), "out")}
	main, dep := &struct{ Main bool }{true}, &struct{ Main bool }{false}
	tests := []struct {
		reason string
		p      gocmd.Package
		want   string
	}{
		{"the main module", gocmd.Package{ImportPath: "x/a", Dir: "/src/a", Module: main}, "/src/a/testdata/racekit"},
		{"files on the command line", gocmd.Package{ImportPath: "command-line-arguments", Dir: "/tmp/x"}, "/tmp/x/testdata/racekit"},
		{"a dependency in the module cache", gocmd.Package{ImportPath: "example.com/dep/b", Dir: "/cache/b", Module: dep}, o.out + "/example.com/dep/b"},
		{"the standard library", gocmd.Package{ImportPath: "container/list", Dir: "/go/src/container/list", Standard: true}, o.out + "/container/list"},
	}
	for _, tt := range tests {
		if got, err := recordsFor(&tt.p, o); err != nil || got != tt.want {
			t.Errorf("%s: records are in %q, %v; want %q", tt.reason, got, err, tt.want)
		}
	}
}
