package gocmd

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestRoot(t *testing.T) {
	want, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Root(t.Context()); err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	t.Chdir(t.TempDir())
	if got, err := Root(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "; run this inside the module") {
		t.Errorf("outside of a module: %q, %v, want to be told where to run", got, err)
	}
}
