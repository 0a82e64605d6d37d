package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func TestLocateRecord(t *testing.T) {
	top := t.TempDir()
	here, root := filepath.Join(top, "mod"), filepath.Join(top, "cache")
	write := func(parts ...string) string {
		file := filepath.Join(parts...)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	one := write(here, "a", "testdata", "racekit", "TestA", "0000000000000001")
	write(here, "a", "testdata", "racekit", "TestA", "0000000000000002")
	write(here, "b", "testdata", "racekit", "TestB", "0000000000000002")
	std := write(root, "sync", "TestMutex", "0000000000000003")
	write(here, ".git", "0000000000000004")

	tests := []struct{ reason, arg, want, err string }{
		{"a path", one, one, ""},
		{"an ID below here", "0000000000000001", one, ""},
		{"an ID of another package, in the records folder", "0000000000000003", std, ""},
		{"an ID that two packages have", "0000000000000002", "", "there are 2 records 0000000000000002; name one of the files:"},
		{"an ID that nobody has", "00000000000000ff", "", "there is no record 00000000000000ff below"},
		{"hidden folders hold no records", "0000000000000004", "", "there is no record 0000000000000004"},
		{"a path that leads nowhere", filepath.Join(here, "none"), "", "there is no record " + filepath.Join(here, "none")},
		{"a folder", here, "", "is a folder; name one record in it"},
	}
	for _, tt := range tests {
		got, err := locateRecord(tt.arg, here, root)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error is %v, want one with %q", tt.reason, err, tt.err)
			}
		} else if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v; want %q", tt.reason, got, err, tt.want)
		}
	}
	if _, err := locateRecord("0000000000000003", here, filepath.Join(top, "not-yet")); err == nil {
		t.Error("a record was found in a folder that does not exist")
	}
}

func TestWhereRecordsAre(t *testing.T) {
	o := &testOptions{out: filepath.Join(t.TempDir(), "out")}
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
	if got := packageOf("/src/a/testdata/racekit/TestA/0000000000000001"); got != "/src/a" {
		t.Errorf("packageOf a record beside its package is %q", got)
	}
	if got := packageOf("/cache/records/sync/TestA/0000000000000001"); got != "" {
		t.Errorf("packageOf a record elsewhere is %q, want none", got)
	}
}
