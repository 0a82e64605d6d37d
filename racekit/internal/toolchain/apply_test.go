package toolchain

import (
	"bytes"
	"strings"
	"testing"
)

func TestApply(t *testing.T) {
	const text = "package p\n\nfunc f() {\n\tstep()\n\tdone()\n}\n\nfunc g() {\n\tstep2()\n}\n// aaa\n"
	tests := []struct {
		reason string
		edits  []Edit
		want   []string // what becomes what in text; nil if the edits are not applied
		states string
	}{
		{"without edits the text stays", nil, []string{}, ""},
		{"before: the text comes first, then the anchor",
			[]Edit{{Name: "e", Anchor: "\tstep()\n", Text: "\tx()\n", Put: Before}}, []string{"\tstep()\n", "\tx()\n\tstep()\n"}, "ok"},
		{"after: the anchor comes first, then the text",
			[]Edit{{Name: "e", Anchor: "\tstep()\n", Text: "\tx()\n", Put: After}}, []string{"\tstep()\n", "\tstep()\n\tx()\n"}, "ok"},
		{"instead: the anchor goes",
			[]Edit{{Name: "e", Anchor: "\tstep()\n", Text: "\tx()\n", Put: Instead}}, []string{"\tstep()\n", "\tx()\n"}, "ok"},
		{"edits listed in any order are applied together",
			[]Edit{{Name: "later", Anchor: "step2()", Text: "// 2\n\t", Put: Before}, {Name: "sooner", Anchor: "package p", Text: " // 1", Put: After}},
			[]string{"step2()", "// 2\n\tstep2()", "package p", "package p // 1"}, "ok, ok"},
		{"an anchor is looked for in the original, not in what another edit inserted",
			[]Edit{{Name: "a", Anchor: "done()", Text: "step2()", Put: After}, {Name: "b", Anchor: "step2()", Text: "ok()", Put: Instead}},
			[]string{"step2()", "ok()", "done()", "done()step2()"}, "ok, ok"},
		{"anchors that touch do not overlap, and keep the order of the text",
			[]Edit{{Name: "b", Anchor: "\tdone()\n", Text: "B", Put: Before}, {Name: "a", Anchor: "\tstep()\n", Text: "A", Put: After}},
			[]string{"\tstep()\n", "\tstep()\nAB"}, "ok, ok"},
		{"first and last byte can be anchors",
			[]Edit{{Name: "a", Anchor: "package p\n", Text: "A", Put: Before}, {Name: "b", Anchor: "// aaa\n", Text: "B", Put: After}},
			[]string{"package p\n", "Apackage p\n", "// aaa\n", "// aaa\nB"}, "ok, ok"},
		{"an anchor that is missing",
			[]Edit{{Name: "e", Anchor: "step(1)"}, {Name: "f", Anchor: "step()"}}, nil, "anchor not found, ok"},
		{"an anchor that is there twice",
			[]Edit{{Name: "e", Anchor: "func "}}, nil, "anchor found 2 times"},
		{"an anchor that overlaps itself is not unique",
			[]Edit{{Name: "e", Anchor: "aa"}}, nil, "anchor found 2 times"},
		{"an empty anchor is everywhere",
			[]Edit{{Name: "e"}}, nil, "anchor found 71 times"},
		{"anchors that share text",
			[]Edit{{Name: "e", Anchor: "\tstep()\n\tdone()\n"}, {Name: "f", Anchor: "done()\n}"}}, nil, `ok, overlaps edit "e"`},
		{"the same place twice",
			[]Edit{{Name: "e", Anchor: "done()"}, {Name: "f", Anchor: "done()"}}, nil, `ok, overlaps edit "e"`},
		{"one anchor inside another that ends later",
			[]Edit{{Name: "f", Anchor: "\tdone()"}, {Name: "e", Anchor: "step()\n\tdone()\n}"}, {Name: "g", Anchor: "()\n}\n\nfunc g"}}, nil, `overlaps edit "e", ok, overlaps edit "e"`},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			got, states := Apply([]byte(text), test.edits)
			var names []string
			for _, s := range states {
				names = append(names, s.String())
			}
			if s := strings.Join(names, ", "); s != test.states {
				t.Errorf("states: got %s, want %s", s, test.states)
			}
			want := strings.NewReplacer(test.want...).Replace(text)
			if test.want == nil {
				want = ""
			}
			if string(got) != want {
				t.Errorf("text: got %q, want %q", got, want)
			}
		})
	}
}

func FuzzApply(f *testing.F) {
	f.Add([]byte("a b c"), "a", "b", "x", "y", uint8(0), uint8(1))
	f.Add([]byte("aaa"), "aa", "a", "x", "", uint8(2), uint8(2))
	f.Add([]byte(""), "", "", "", "", uint8(0), uint8(9))
	f.Fuzz(func(t *testing.T, text []byte, anchor1, anchor2, text1, text2 string, put1, put2 uint8) {
		if got, states := Apply(text, nil); !bytes.Equal(got, text) || len(states) != 0 {
			t.Fatalf("no edits changed %q to %q", text, got)
		}
		edits := []Edit{
			{Name: "1", Anchor: anchor1, Text: text1, Put: Put(put1 % 3)},
			{Name: "2", Anchor: anchor2, Text: text2, Put: Put(put2 % 3)},
		}
		got, states := Apply(text, edits)
		length, fits := len(text), true
		for i, e := range edits {
			fits = fits && states[i].Status == OK
			length += len(e.Text)
			if e.Put == Instead {
				length -= len(e.Anchor)
			}
			if n := strings.Count(string(text), e.Anchor); (n == 0) != (states[i].Status == NotFound) {
				t.Errorf("edit %s: %v, but the anchor is there %d times", e.Name, states[i], n)
			}
		}
		if fits != (got != nil) && !(fits && length == 0) {
			t.Fatalf("states %v, text %q", states, got)
		}
		if !fits {
			return
		}
		if len(got) != length {
			t.Errorf("%d bytes, want %d", len(got), length)
		}
		swapped, _ := Apply(text, []Edit{edits[1], edits[0]})
		if !bytes.Equal(got, swapped) {
			t.Errorf("the order of the edits matters: %q, %q", got, swapped)
		}
	})
}
