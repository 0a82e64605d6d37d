package toolchain

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPrepareTree(t *testing.T) {
	base := fakeBase(t)
	tc := mustPrepare(t, base, t.TempDir(), fakeChange())
	want := []string{
		".racekit.json: own",
		"VERSION: link",
		"bin/go: link",
		"pkg/tool/linux_amd64/link: link",
		"src/cmd/vet/vet.go: link",
		"src/go.mod: link",
		"src/racekit/new.go: own",
		"src/runtime/chan.go: link",
		"src/runtime/proc.go: own",
		"src/runtime/racekit.go: own",
		"src/web/a b.txt: copy",
		"src/web/hidden/.h: copy",
		"src/web/other.txt: link",
		"src/web/page.tmpl: copy",
		"src/web/static/1.html: copy",
		"src/web/static/deep/2.html: copy",
		"src/web/testdata/in.txt: link",
		"src/web/testdata/x.go: link",
		"src/web/web.go: link",
	}
	if got := listing(t, tc.Path(), base.GOROOT); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if got, want := read(t, tc.Path(), "src/runtime/proc.go"), "package runtime\n\nfunc schedule() {\n\tchoose()\n}\n"; got != want {
		t.Errorf("the edited file is %q, want %q", got, want)
	}
	if got := read(t, base.GOROOT, "src/runtime/proc.go"); strings.Contains(got, "choose") {
		t.Errorf("the user's own Go was edited: %q", got)
	}
	if name := filepath.Base(tc.Path()); !strings.HasPrefix(name, "go1.26.8-linux-amd64-") || !keyPattern.MatchString(name) {
		t.Errorf("the tree is called %s", name)
	}
	if tc.Go() != filepath.Join(base.GOROOT, "bin/go") {
		t.Errorf("the go command is %s", tc.Go())
	}
}

// Some distributions put links to directories into GOROOT.
func TestPrepareLinkedBase(t *testing.T) {
	base := fakeBase(t)
	elsewhere := filepath.Join(t.TempDir(), "share")
	if err := os.Rename(filepath.Join(base.GOROOT, "src"), elsewhere); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"src": elsewhere, "pkg/nowhere": "/nowhere", "pkg/include": filepath.Join(elsewhere, "web")} {
		if err := os.Symlink(to, filepath.Join(base.GOROOT, link)); err != nil {
			t.Fatal(err)
		}
	}
	tc := mustPrepare(t, base, t.TempDir(), fakeChange())
	got := listing(t, tc.Path(), base.GOROOT)
	for _, want := range []string{"src/runtime/proc.go: own", "src/runtime/chan.go: link", "pkg/include/web.go: link", "src/web/static/1.html: copy"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, strings.Join(got, "\n"))
		}
	}

	if err := os.Symlink(base.GOROOT, filepath.Join(base.GOROOT, "pkg/loop")); err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	if _, err := prepare(t.Context(), base, cache, fakeChange()); err == nil || !strings.Contains(err.Error(), "form a loop") {
		t.Errorf("a loop of links: %v", err)
	}
	if left, _ := filepath.Glob(cache + "/goroot/*"); left != nil {
		t.Errorf("left behind: %q", left)
	}
}

func TestPrepareKey(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	first := mustPrepare(t, base, cache, fakeChange()).Path()

	edited := fakeChange()
	edited.edits[0].Text = "\tchoose() // better\n"
	added := fakeChange()
	added.files[0].Text = append(added.files[0].Text, '\n')
	other := base
	other.Version = "go1.26.9 X:jsonv2/devel"
	unneeded := fakeChange()
	unneeded.edits = unneeded.edits[:1]

	tests := []struct {
		reason string
		base   Base
		change change
		same   bool
	}{
		{"nothing changed", base, fakeChange(), true},
		{"an edit for another release is gone", base, unneeded, true},
		{"an edit changed", base, edited, false},
		{"an injected file changed", base, added, false},
		{"another Go version", other, fakeChange(), false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			path := mustPrepare(t, test.base, cache, test.change).Path()
			if (path == first) != test.same {
				t.Errorf("first %s, then %s", first, path)
			}
			if filepath.Dir(path) != filepath.Join(cache, "goroot") {
				t.Errorf("%s does not lie in %s", path, cache)
			}
		})
	}
}

func TestPrepareAgain(t *testing.T) {
	later := time.Now().Add(time.Minute)
	tests := []struct {
		reason  string
		damage  func(base, tree string) error
		rebuilt bool
	}{
		{"nothing happened", func(base, tree string) error { return nil }, false},
		{"the marker is missing: the tree may be half built", func(base, tree string) error {
			return os.Remove(filepath.Join(tree, markerName))
		}, true},
		{"the marker was cut short", func(base, tree string) error {
			return os.Truncate(filepath.Join(tree, markerName), 100)
		}, true},
		{"the marker is of another layout", func(base, tree string) error {
			mark := filepath.Join(tree, markerName)
			data, err := os.ReadFile(mark)
			data = []byte(strings.Replace(string(data), `"Layout":1,`, `"Layout":999,`, 1))
			return errors.Join(err, os.WriteFile(mark, data, 0o644))
		}, true},
		{"Go was upgraded in place: a file is gone", func(base, tree string) error {
			return os.Remove(filepath.Join(base, "src/runtime/chan.go"))
		}, true},
		{"Go was upgraded in place: a file is new", func(base, tree string) error {
			return os.WriteFile(filepath.Join(base, "src/runtime/new.go"), nil, 0o644)
		}, true},
		{"Go was upgraded in place: a copied file changed", func(base, tree string) error {
			return os.WriteFile(filepath.Join(base, "src/web/static/1.html"), []byte("one"), 0o644)
		}, true},
		{"a file came and went", func(base, tree string) error {
			name := filepath.Join(base, "src/runtime/temp")
			return errors.Join(os.WriteFile(name, nil, 0o644), os.Remove(name), os.Chtimes(filepath.Dir(name), later, later))
		}, false},
		{"a test wrote beside its package in the tree", func(base, tree string) error {
			return os.WriteFile(filepath.Join(tree, "src/runtime/out"), nil, 0o644)
		}, false},
		{"a cache cleaner took a link", func(base, tree string) error {
			return os.Remove(filepath.Join(tree, "src/runtime/chan.go"))
		}, true},
		{"a cache cleaner took a directory", func(base, tree string) error {
			return os.RemoveAll(filepath.Join(tree, "src/web/static"))
		}, true},
		{"an edited file was lost to a power cut", func(base, tree string) error {
			return os.Truncate(filepath.Join(tree, "src/runtime/proc.go"), 0)
		}, true},
		{"an injected file was changed by hand", func(base, tree string) error {
			return os.Chtimes(filepath.Join(tree, "src/racekit/new.go"), later, later)
		}, true},
		{"a file took the place of the tree", func(base, tree string) error {
			return errors.Join(os.RemoveAll(tree), os.WriteFile(tree, nil, 0o644))
		}, true},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			base, cache := fakeBase(t), t.TempDir()
			first := mustPrepare(t, base, cache, fakeChange())
			write(t, first.Path(), map[string]string{"canary": ""})
			if err := test.damage(base.GOROOT, first.Path()); err != nil {
				t.Fatal(err)
			}
			second := mustPrepare(t, base, cache, fakeChange())
			if _, err := os.Stat(filepath.Join(second.Path(), "canary")); (err != nil) != test.rebuilt {
				t.Errorf("rebuilt: %v, want %v", err != nil, test.rebuilt)
			}
			if err := verify(second.Path()); err != nil {
				t.Error(err)
			}
			if got := read(t, second.Path(), "src/runtime/proc.go"); !strings.Contains(got, "choose()") {
				t.Errorf("the edited file is %q", got)
			}
			if left, _ := filepath.Glob(cache + "/goroot/" + scratch + "*"); left != nil {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

func TestPrepareErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, filepath.Dir(file), map[string]string{"file": ""})
	stopped, stop := context.WithCancel(context.Background())
	stop()

	mismatch := fakeChange()
	mismatch.edits = append(mismatch.edits,
		Edit{Name: "steal", File: "src/runtime/proc.go", Anchor: "\nfunc stealWork(now int64) {\n\tx\n"},
		Edit{Name: "lock", File: "src/sync/mutex.go", Anchor: "Lock()"})
	collision := fakeChange()
	collision.files[0].Path = "src/runtime/chan.go"

	twice := fakeChange()
	twice.files = append(twice.files, File{Name: "second", Path: twice.files[0].Path})

	tests := []struct {
		reason string
		ctx    context.Context
		spoil  func(b *Base)
		cache  string
		change change
		want   []string
	}{
		{"edits that do not fit", t.Context(), nil, "", mismatch, []string{
			"racekit cannot control go1.26.8: 2 of 5 edits do not fit its source:\n",
			"\tsrc/runtime/proc.go: steal: anchor not found: func stealWork(now int64) {\n",
			"\tsrc/sync/mutex.go: lock: this Go has no such file: Lock()\n",
			"native engine", "go test -race"}},
		{"an injected file that Go has already", t.Context(), nil, "", collision, []string{
			"src/runtime/chan.go: scheduler: this Go has such a file already"}},
		{"two injected files of one path", t.Context(), nil, "", twice, []string{
			"1 of 4", "src/runtime/racekit.go: second: this Go has such a file already"}},
		{"too old a Go", t.Context(), func(b *Base) { b.Version = "go1.24.11" }, "", fakeChange(), []string{
			"cannot control go1.24.11", "Go 1.25 or newer", "toolchain", "native engine"}},
		{"a cache that is a file", t.Context(), nil, file, fakeChange(), []string{
			"cannot build the controlled GOROOT in " + file, "not a directory", "RACEKIT_CACHE", "XDG_CACHE_HOME"}},
		{"a cache below a file", t.Context(), nil, file + "/cache", fakeChange(), []string{
			"in " + file + "/cache/goroot", "RACEKIT_CACHE"}},
		{"interrupted", stopped, nil, "", fakeChange(), []string{
			"interrupted while building", "nothing of it is left", "context canceled"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			base := fakeBase(t)
			if test.spoil != nil {
				test.spoil(&base)
			}
			if test.cache == "" {
				test.cache = t.TempDir()
			}
			_, err := prepare(test.ctx, base, test.cache, test.change)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in: %v", want, err)
				}
			}
			if left, _ := filepath.Glob(test.cache + "/goroot/*"); left != nil {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// Where there are no locks, two racekits may build the same tree.
func TestInstall(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	first := mustPrepare(t, base, cache, fakeChange()).Path()
	write(t, first, map[string]string{"canary": ""})
	late := filepath.Join(cache, "goroot", ".racekit-late")
	write(t, late, map[string]string{markerName: "{}"})
	if err := install(late, first); err != nil {
		t.Fatal(err)
	}
	read(t, first, "canary")
	if err := install(filepath.Join(cache, "missing"), filepath.Join(cache, "new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing to install: %v", err)
	}
}

func TestSweep(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	old := time.Now().Add(-25 * time.Hour)
	ancient := time.Now().Add(-31 * 24 * time.Hour)
	parent := filepath.Join(cache, "goroot")
	write(t, parent, map[string]string{
		".racekit-killed/src/x.go":                           "x",
		".racekit-running/src/x.go":                          "x",
		"go1.25.5-linux-amd64-0123456789ab/" + markerName:    "{}",
		"go1.26.1-linux-amd64-0123456789ab/" + markerName:    "{}",
		"go1.24.0-of-somebody-else/racekit.json/untouchable": "x",
	})
	for name, at := range map[string]time.Time{
		".racekit-killed": old,
		"go1.25.5-linux-amd64-0123456789ab/.racekit.json": ancient,
		"go1.26.1-linux-amd64-0123456789ab/.racekit.json": old,
		"go1.24.0-of-somebody-else":                       ancient,
	} {
		if err := os.Chtimes(filepath.Join(parent, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	tc := mustPrepare(t, base, cache, fakeChange())
	want := []string{".racekit-running", "go1.24.0-of-somebody-else", "go1.26.1-linux-amd64-0123456789ab", filepath.Base(tc.Path())}
	slices.Sort(want)
	if got := names(t, parent); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}

	// A tree in use stays young.
	mark := filepath.Join(tc.Path(), markerName)
	if err := os.Chtimes(mark, ancient, ancient); err != nil {
		t.Fatal(err)
	}
	mustPrepare(t, base, cache, fakeChange())
	if info, err := os.Stat(mark); err != nil || time.Since(info.ModTime()) > time.Hour {
		t.Errorf("the marker is of %v, %v", info.ModTime(), err)
	}
}

func TestClean(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	if removed, err := Clean(cache); removed != nil || err != nil {
		t.Errorf("nothing to clean: %q, %v", removed, err)
	}
	tree := mustPrepare(t, base, cache, fakeChange()).Path()
	temp := filepath.Join(cache, "goroot", ".racekit-1")
	write(t, cache, map[string]string{"goroot/.racekit-1/x": "", "other/x": ""})
	removed, err := Clean(cache)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{temp, tree}; !slices.Equal(removed, want) {
		t.Errorf("removed %q, want %q", removed, want)
	}
	if got := names(t, cache); !slices.Equal(got, []string{"other"}) {
		t.Errorf("the cache has %q", got)
	}
	if got := read(t, base.GOROOT, "src/runtime/chan.go"); got == "" {
		t.Error("cleaning went through a link")
	}

	// RACEKIT_CACHE may be a directory in which goroot is somebody else's.
	write(t, cache, map[string]string{"goroot/src/x.go": "x"})
	if removed, err := Clean(cache); removed != nil || err != nil {
		t.Errorf("somebody else's goroot: removed %q, %v", removed, err)
	}
	read(t, cache, "goroot/src/x.go")
}

func TestCacheDir(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "/xdg")
	t.Setenv("RACEKIT_CACHE", "")
	if dir, err := CacheDir(); dir != "/xdg/racekit" || err != nil {
		t.Errorf("by default %s, %v", dir, err)
	}
	t.Chdir("/")
	t.Setenv("RACEKIT_CACHE", "some/where")
	if dir, err := CacheDir(); dir != "/some/where" || err != nil {
		t.Errorf("RACEKIT_CACHE: %s, %v", dir, err)
	}
	t.Setenv("RACEKIT_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if _, err := CacheDir(); err == nil || !strings.Contains(err.Error(), "set RACEKIT_CACHE") {
		t.Errorf("no home: %v", err)
	}
}
