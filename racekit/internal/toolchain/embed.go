package toolchain

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// embedded is a set of files that go:embed names, by absolute path. It may
// have more than the go command would embed, never fewer.
type embedded map[string]bool

// scan adds what the Go files of a directory embed.
func (emb embedded) scan(dir string, files []string) error {
	for _, name := range files {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		for _, pattern := range embedPatterns(text) {
			if err := emb.match(dir, pattern); err != nil {
				return err
			}
		}
	}
	return nil
}

// match adds the files that a pattern matches, and all files of the directories.
func (emb embedded) match(dir, pattern string) error {
	names, _ := fs.Glob(os.DirFS(dir), strings.TrimPrefix(pattern, "all:")) // a bad pattern is bad for the go command as well
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(dir, filepath.FromSlash(name)), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				emb[path] = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// embedPatterns returns the arguments of the go:embed lines in a Go file.
func embedPatterns(text []byte) []string {
	const directive = "//go:embed"
	var patterns []string
	for {
		_, rest, found := bytes.Cut(text, []byte(directive))
		if !found {
			return patterns
		}
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		text = after
		args := string(line)
		if args == strings.TrimLeft(args, " \t") {
			continue // go:embedded
		}
		for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
			if quoted, err := strconv.QuotedPrefix(args); err == nil {
				pattern, _ := strconv.Unquote(quoted)
				patterns = append(patterns, pattern)
				args = args[len(quoted):]
				continue
			}
			end := strings.IndexAny(args, " \t")
			if end < 0 {
				end = len(args)
			}
			patterns = append(patterns, args[:end])
			args = args[end:]
		}
	}
}
