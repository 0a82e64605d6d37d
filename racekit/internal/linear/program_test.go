package linear

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDraw(t *testing.T) {
	s := subject(t, Config{New: func() any { return &keys{} }})
	rapid.Check(t, func(t *rapid.T) {
		p := s.Draw(t)
		if n := len(p.Threads); n < 2 || n > maxThreads {
			t.Errorf("%d threads", n)
		}
		if len(p.Before) > maxBefore || len(p.After) > maxAfter {
			t.Errorf("%d calls before, %d after", len(p.Before), len(p.After))
		}
		for _, thread := range p.Threads {
			if len(thread) < 1 || len(thread) > maxOps {
				t.Errorf("a thread of %d calls", len(thread))
			}
			for _, op := range thread {
				if s.Methods[op.Method].Visits {
					t.Errorf("%s runs concurrently", s.Methods[op.Method].Name)
				}
			}
		}
	})
	if a, b := s.Program(7), s.Program(7); !reflect.DeepEqual(a, b) {
		t.Errorf("one seed, two programs: %v and %v", a, b)
	}
}

func TestShrink(t *testing.T) {
	s := subject(t, Config{New: func() any { return &gapStack{} }})
	// Fails if there is a Push before, and two threads pop.
	fails := func(p Program) bool {
		pop := func(op Op) bool { return s.Methods[op.Method].Name == "Pop" }
		n := 0
		for _, thread := range p.Threads {
			if slices.ContainsFunc(thread, pop) {
				n++
			}
		}
		return n >= 2 && slices.ContainsFunc(p.Before, func(op Op) bool { return !pop(op) })
	}
	want := Program{Before: s.calls("Push", 0), Threads: [][]Op{s.calls("Pop"), s.calls("Pop")}}
	shrunk := 0
	for seed := range 200 {
		p := s.Program(seed)
		if !fails(p) {
			continue
		}
		shrunk++
		seen := map[string]bool{}
		got := Shrink(p, 1000, func(q Program) bool {
			if seen[key(q)] {
				t.Errorf("program %v was tried twice", q)
			}
			seen[key(q)] = true
			return fails(q)
		})
		if key(got) != key(want) {
			t.Errorf("%v shrank to %v, want %v", p, got, want)
		}
		if few := Shrink(p, 3, fails); !fails(few) {
			t.Errorf("after few tries the program does not fail: %v", few)
		}
	}
	if shrunk == 0 {
		t.Fatal("no program failed: nothing was tested")
	}
}
