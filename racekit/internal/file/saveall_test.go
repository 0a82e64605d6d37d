package file

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSaveAll(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a", "b.html")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, s)
			return err
		}
	}
	if err := SaveAll(file, text("one")); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no")
	if err := SaveAll(file, func(w io.Writer) error { io.WriteString(w, "half"); return failed }); !errors.Is(err, failed) || !strings.Contains(err.Error(), "cannot write "+file) {
		t.Errorf("error %v", err)
	}
	got, err := os.ReadFile(file)
	entries, _ := os.ReadDir(filepath.Dir(file))
	if string(got) != "one" || err != nil || len(entries) != 1 {
		t.Errorf("%q, %v, %d files; want what was there before, and nothing else", got, err, len(entries))
	}
	if err := SaveAll(filepath.Join(file, "c"), text("x")); err == nil {
		t.Error("a file in a file was written")
	}
}
