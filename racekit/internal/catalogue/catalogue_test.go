package catalogue

import (
	"go/format"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

var sources = fstest.MapFS{
	"a-b/doc.go": {Data: []byte("// Package ab is about\n// a counter.\n//\n// # Anchors\n//\n//   - a book\npackage ab\n")},
	"a-b/fix.go": {Data: []byte(`package ab

// A box holds n.
type box[T any] struct{ n T }

func (b *box[T]) get() T { return b.n }

func other() {}

// limit is high.
const limit = 3
`)},
	"a-b/scenario.go":      {Data: []byte("package ab\n")},
	"a-b/scenario_test.go": {Data: []byte("package ab\n\nfunc box() {}\n")},
	"c/scenario.go":        {Data: []byte("package c\n")},
	"none/note.txt":        {Data: []byte("x")},
}

func TestStory(t *testing.T) {
	got, err := Story(sources, "a-b", 40)
	if err != nil {
		t.Fatal(err)
	}
	if want := "A counter.\n\nAnchors\n\n  - a book\n"; got != want {
		t.Errorf("the story is %q, want %q", got, want)
	}
	if _, err := Story(sources, "c", 40); err == nil || !strings.Contains(err.Error(), "the scenario c has no story") {
		t.Errorf("without doc.go: %v", err)
	}
}

func TestCode(t *testing.T) {
	got, err := Code(sources, "a-b", "limit box")
	if err != nil {
		t.Fatal(err)
	}
	want := "// A box holds n.\ntype box[T any] struct{ n T }\n\nfunc (b *box[T]) get() T { return b.n }\n\n// limit is high.\nconst limit = 3\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := Code(sources, "a-b", "box gone"); err == nil || !strings.Contains(err.Error(), "declares no gone") {
		t.Errorf("a name that is not there: %v", err)
	}
}

func TestIndex(t *testing.T) {
	got, err := Index(sources)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`ab "github.com/racekit/toolkit/scenarios/a-b"`, "&ab.Scenario,\n\t&c.Scenario,\n"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestNew(t *testing.T) {
	files, err := New("two-words")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if got, err := format.Source([]byte(text)); err != nil || string(got) != text {
			t.Errorf("%s is not formatted: %v", name, err)
		}
		if !strings.Contains(text, "package twowords\n") {
			t.Errorf("%s is of another package", name)
		}
	}
	for _, id := range []string{"", "Two", "two_words", "-two", "../up"} {
		if _, err := New(id); err == nil {
			t.Errorf("%q is accepted", id)
		}
	}
}
