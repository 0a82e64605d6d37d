package toolchain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// linked is what of a GOROOT the go command needs.
var linked = []string{"VERSION", "bin", "go.env", "lib", "pkg", "src"}

// A tree is a controlled GOROOT while it is built. Its directories are real,
// because patterns such as container/... do not go through links; its files
// are links, except those that differ and those named by go:embed, which
// refuses links.
type tree struct {
	base string
	dir  string
	own  map[string][]byte // files that differ or are new, by path with slashes
	mark marker
}

// build makes the tree below t.dir, which is empty. The marker comes last.
func (t *tree) build(ctx context.Context) error {
	for _, name := range linked {
		from := filepath.Join(t.base, name)
		info, err := os.Stat(from)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // some distributions have no lib or go.env
		case err != nil:
			return err
		case info.IsDir():
			err = t.add(ctx, name, embedded{}, 0)
		default:
			err = os.Symlink(from, filepath.Join(t.dir, name))
		}
		if err != nil {
			return err
		}
	}
	for path, text := range t.own {
		to := filepath.Join(t.dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return t.mark.write(t.dir, t.own)
}

// add makes directory rel and everything below it. What the files of a
// directory embed lies in or below it, so emb is complete on the way down.
func (t *tree) add(ctx context.Context, rel string, emb embedded, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	from, to := filepath.Join(t.base, rel), filepath.Join(t.dir, rel)
	if depth > 64 {
		return fmt.Errorf("the links in %s form a loop", from)
	}
	stamp, entries, err := stampOf(t.base, rel)
	if err != nil {
		return err
	}
	t.mark.Base = append(t.mark.Base, stamp)
	if err := os.Mkdir(to, 0o755); err != nil {
		return err
	}
	dirs, files := split(from, entries)
	if !strings.Contains(rel, "testdata") {
		if err := emb.scan(from, files); err != nil {
			return err
		}
	}
	for _, name := range files {
		path := filepath.Join(rel, name)
		if _, ok := t.own[filepath.ToSlash(path)]; ok {
			continue
		}
		if emb[filepath.Join(from, name)] {
			err = t.copy(path)
		} else {
			err = os.Symlink(filepath.Join(from, name), filepath.Join(to, name))
		}
		if err != nil {
			return err
		}
	}
	for _, name := range dirs {
		path := filepath.Join(rel, name)
		if name == "testdata" && strings.HasPrefix(rel, filepath.Join("src", "cmd")) {
			continue // a fifth of all files, and only the tests of the go command need them
		}
		if err := t.add(ctx, path, emb, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) copy(rel string) error {
	from, to := filepath.Join(t.base, rel), filepath.Join(t.dir, rel)
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	t.mark.Copied = append(t.mark.Copied, fileStamp{rel, info.Size(), info.ModTime().UnixNano()})
	return os.WriteFile(to, data, 0o644)
}

// split tells directories from files, through links. A link that leads nowhere
// is left out.
func split(dir string, entries []fs.DirEntry) (dirs, files []string) {
	for _, e := range entries {
		mode := e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(filepath.Join(dir, e.Name()))
			if err != nil {
				continue
			}
			mode = info.Mode()
		}
		if mode.IsDir() {
			dirs = append(dirs, e.Name())
		} else {
			files = append(files, e.Name())
		}
	}
	return dirs, files
}
