package record

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Dir is where a package keeps its records, below its own directory.
const Dir = "testdata/racekit"

// File returns the path of a record below root, the directory of all records
// of a package. Tests that run together have theirs beside those of the first.
func File(root, test, identity string) string {
	return filepath.Join(root, PathElement(trace.Members(test)[0]), identity)
}

// PathElement turns a test's name into a name that is a single, visible path
// element on every system. Different names give different elements.
func PathElement(test string) string {
	const most = 100
	var b strings.Builder
	for _, r := range test {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-',
			r == '.' && b.Len() > 0:
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
		if b.Len() >= most {
			break
		}
	}
	if name := b.String(); name == test && name != "" && !strings.HasSuffix(name, ".") {
		return name
	}
	h := fnv.New64a()
	h.Write([]byte(test))
	return fmt.Sprintf("%s-%016x", strings.TrimRight(b.String(), "."), h.Sum64())
}

// Save writes a record below root and returns its path. If the finding is
// recorded already it stays as it is, unless replace is set; written says
// whether the file is new.
func Save(root string, r *Record, replace bool) (path string, written bool, err error) {
	text, err := r.text()
	if err != nil {
		return "", false, err
	}
	path = File(root, r.Test, r.Identity)
	if _, err := os.Lstat(path); err == nil && !replace {
		return path, false, nil
	}
	if err := file.SaveAll(path, file.Text(text)); err != nil {
		return "", false, fmt.Errorf("the finding was not recorded: %w; use -out to keep records elsewhere", err)
	}
	return path, true, nil
}

// Load reads the record in a file.
func Load(path string) (*Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Saved returns the paths of the records of a test below root, in order of
// identity; of all tests if test is empty. Other files are not touched.
func Saved(root, test string) ([]string, error) {
	pattern := "*"
	if test != "" {
		pattern = PathElement(trace.Members(test)[0])
	}
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	files, err := fs.Glob(os.DirFS(root), pattern+"/*")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		if finding.ValidIdentity(filepath.Base(f)) {
			out = append(out, filepath.Join(root, filepath.FromSlash(f)))
		}
	}
	return out, nil
}
