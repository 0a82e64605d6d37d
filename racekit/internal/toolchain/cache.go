package toolchain

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	scratch   = ".racekit-" // prefix of directories that are built or thrown away
	abandoned = 24 * time.Hour
	unused    = 30 * 24 * time.Hour
)

// patience is how long the lock of the trees is waited for. Without it trees
// still appear by rename, and only the replacement of a stale one may be seen by
// others.
const patience = time.Minute

// CacheDir returns the directory for all that racekit caches: RACEKIT_CACHE,
// or racekit in the user's cache directory.
func CacheDir() (string, error) {
	if dir := os.Getenv("RACEKIT_CACHE"); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("cannot use RACEKIT_CACHE=%s: %w", dir, err)
		}
		return abs, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no directory for the controlled GOROOT: set RACEKIT_CACHE to one: %w", err)
	}
	return filepath.Join(dir, "racekit"), nil
}

// Prepare returns the controlled toolchain made from base for a detector, building
// it if cacheDir does not have it. It may run in several processes at once.
func Prepare(ctx context.Context, base Base, cacheDir string, d Detector) (*Toolchain, error) {
	c, err := standard(d)
	if err != nil {
		return nil, err
	}
	return prepare(ctx, base, cacheDir, c)
}

func prepare(ctx context.Context, base Base, cacheDir string, c change) (*Toolchain, error) {
	p, err := c.plan(base)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cacheDir, "goroot", p.key(base))
	t := &Toolchain{Base: base, goroot: dir}
	if verify(dir) == nil {
		used(dir)
		return t, nil
	}
	switch err := p.build(ctx, base, dir); {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("interrupted while building the controlled GOROOT in %s; nothing of it is left: %w", dir, ctx.Err())
	case below(cacheDir, err):
		return nil, fmt.Errorf("cannot build the controlled GOROOT in %s: %w; free space or get write permission there, or set RACEKIT_CACHE (or XDG_CACHE_HOME) to another directory", dir, err)
	case err != nil:
		return nil, fmt.Errorf("cannot build the controlled GOROOT from %s: %w", base.GOROOT, err)
	}
	return t, nil
}

// key names what goes into a tree.
func (p plan) key(base Base) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%q\n%q\n", layout, base.GOROOT, base.Version)
	for _, path := range slices.Sorted(maps.Keys(p.texts)) {
		fmt.Fprintf(h, "%q %d\n%s", path, len(p.texts[path]), p.texts[path])
	}
	version := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t/\\:", r) {
			return '_'
		}
		return r
	}, base.Version)
	return fmt.Sprintf("%.60s-%s-%s-%x", version, base.GOOS, base.GOARCH, h.Sum(nil)[:6])
}

var keyPattern = regexp.MustCompile(`^.+-[a-z0-9]+-[a-z0-9]+-[0-9a-f]{12}$`)

// build builds beside dir and renames, so that dir is complete if it is there.
func (p plan) build(ctx context.Context, base Base, dir string) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	unlock, err := Lock(ctx, parent+".lock", patience)
	if err != nil {
		return err
	}
	defer unlock()
	if verify(dir) == nil {
		return nil // another racekit was faster
	}
	sweep(parent)
	temp, err := os.MkdirTemp(parent, scratch)
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) // is gone if all went well
	if err := os.Chmod(temp, 0o755); err != nil {
		return err
	}
	t := &tree{base: base.GOROOT, dir: temp, own: p.texts, mark: marker{Layout: layout, GOROOT: base.GOROOT}}
	if err := t.build(ctx); err != nil {
		return err
	}
	return install(temp, dir)
}

// install renames temp to dir. What is there already cannot be used and makes
// way, unless it is the work of a racekit that had no lock.
func install(temp, dir string) error {
	for {
		err := os.Rename(temp, dir)
		if err == nil || verify(dir) == nil {
			return nil
		}
		if _, missing := os.Lstat(dir); missing == nil {
			if err := discard(dir); err != nil {
				return err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

// discard removes dir, which is gone at once for everybody else.
func discard(dir string) error {
	hole, err := os.MkdirTemp(filepath.Dir(dir), scratch)
	if err != nil {
		return err
	}
	defer os.RemoveAll(hole)
	if err := os.Rename(dir, filepath.Join(hole, "old")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.RemoveAll(hole)
}

// used notes that a tree is in use, which sweep goes by. It need not succeed.
func used(dir string) {
	file := filepath.Join(dir, markerName)
	now := time.Now()
	if info, err := os.Stat(file); err == nil && now.Sub(info.ModTime()) > abandoned {
		os.Chtimes(file, now, now)
	}
}

// sweep removes what killed processes left and trees that nobody used for
// long. It need not succeed.
func sweep(parent string) {
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		path := filepath.Join(parent, e.Name())
		if strings.HasPrefix(e.Name(), scratch) {
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
				os.RemoveAll(path)
			}
		} else if keyPattern.MatchString(e.Name()) {
			if info, err := os.Stat(filepath.Join(path, markerName)); err == nil && time.Since(info.ModTime()) > unused {
				discard(path)
			}
		}
	}
}

// Clean removes all controlled GOROOTs in cacheDir and returns their paths.
func Clean(cacheDir string) ([]string, error) {
	parent := filepath.Join(cacheDir, "goroot")
	entries, err := os.ReadDir(parent)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look for controlled GOROOTs: %w", err)
	}
	unlock, err := Lock(context.Background(), parent+".lock", patience)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the controlled GOROOTs: %w", err)
	}
	defer unlock()
	var removed []string
	for _, e := range entries {
		path := filepath.Join(parent, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), scratch):
			err = os.RemoveAll(path)
		case keyPattern.MatchString(e.Name()):
			err = discard(path)
		default:
			continue // not ours: RACEKIT_CACHE may be a directory that others use
		}
		if err != nil {
			return removed, fmt.Errorf("cannot remove %s: %w; remove it by hand", path, err)
		}
		removed = append(removed, path)
	}
	os.Remove(parent) // if it is empty
	os.Remove(parent + ".lock")
	return removed, nil
}

// below reports whether err is about a file in dir or about a parent of dir.
func below(dir string, err error) bool {
	var path string
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		path = e.Path
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		path = e.New
	}
	return path != "" && (contains(dir, path) || contains(path, dir))
}

func contains(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}
