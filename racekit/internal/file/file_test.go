package file

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSave(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "new", "x")
	if err := Save(name, Text("a")); err == nil || !strings.Contains(err.Error(), "cannot write "+name) {
		t.Errorf("without its folder: %v", err)
	}
	if err := SaveAll(name, Text("a")); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("the disk is full")
	if err := Save(name, func(w io.Writer) error { io.WriteString(w, "half"); return failed }); !errors.Is(err, failed) {
		t.Errorf("a failed write: %v", err)
	}
	text, err := os.ReadFile(name)
	if err != nil || string(text) != "a" {
		t.Errorf("after a failed write the file says %q (%v)", text, err)
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("a failed write leaves %v (%v)", left, err)
	}
}
