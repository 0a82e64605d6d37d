package linear

import (
	"context"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

type all struct{ sync.Mutex }

func (*all) Plain(int, string, []byte, map[string]int, struct{ A int }, *float64) error { return nil }
func (*all) Acquire(context.Context, time.Duration) error                               { return nil }
func (*all) Compute(any, func() int, func(old int) int) int                             { return 0 }
func (*all) Each(func(int) bool)                                                        {}
func (*all) Log(string, ...any)                                                         {}

type reads struct{}

func (reads) From(io.Reader) {}

type receives struct{}

func (receives) Into(chan int) {}

type bare struct{}

type byPointer struct{}

func (*byPointer) Do() {}

type visitsOnly struct{}

func (visitsOnly) Each(func(int)) {}

type otherPop struct{}

func (otherPop) Push(int) {}
func (otherPop) Pop() int { return 0 }

func TestSubjectFindsMethods(t *testing.T) {
	s := subject(t, Config{New: func() any { return &all{} }})
	var got []string
	for _, m := range s.Methods {
		name := m.Name
		if m.Visits {
			name += " visits"
		}
		got = append(got, name)
	}
	if want := "Acquire, Compute, Each visits, Log, Plain"; strings.Join(got, ", ") != want {
		t.Errorf("methods %s, want %s: those of the embedded mutex are not to be called out of turn", strings.Join(got, ", "), want)
	}
	// What all arguments can be made of is shown by running them.
	for seed := range 20 {
		h := interrupted(s, s.Program(seed))
		for _, r := range h.flat() {
			if !r.returned() {
				t.Fatalf("%s did not return", r)
			}
		}
	}
}

func TestSubjectMistakes(t *testing.T) {
	stack := func() any { return &gapStack{} }
	for _, tt := range []struct {
		reason string
		cfg    Config
		want   string
	}{
		{"there is nothing to call", Config{New: func() any { return &bare{} }}, "*linear.bare has no exported methods to call"},
		{"the methods belong to the pointer", Config{New: func() any { return byPointer{} }}, "must return a *linear.byPointer"},
		{"a nil pointer", Config{New: func() any { return (*gapStack)(nil) }}, "the constructor returns nil"},
		{"a nil interface", Config{New: func() any { return nil }}, "the constructor returns nil"},
		{"a constructor that panics", Config{New: func() any { panic("no") }}, "the constructor panics: no"},
		{"a model that panics", Config{New: stack, Model: func() any { panic("no") }}, "the model's constructor panics: no"},
		{"the options leave nothing", Config{New: stack, Without: []string{"Push", "Pop"}}, "the options leave none"},
		{"an option names another type's method", Config{New: stack, Without: []string{"Peek"}}, "has no method Peek, which an option names; it has Pop, Push"},
		{"an interface has many implementations", Config{New: func() any { return reads{} }}, "argument 1 of linear.reads.From cannot be generated: nobody knows which implementation to use as io.Reader; supply it with linearizable.Gen(func(*rapid.T) io.Reader {...})"},
		{"a channel has two ends", Config{New: func() any { return receives{} }}, "argument 1 of linear.receives.Into cannot be generated"},
		{"generators for another number of arguments", Config{New: stack, Arguments: map[string][]Generator{"Push": {nil, nil}}}, "*linear.gapStack.Push has 1 arguments, and linearizable.Args gives generators for 2"},
		{"a generator of another type", Config{New: stack, Arguments: map[string][]Generator{"Push": {func(int) any { return "one" }}}}, "the generator of argument 1 of *linear.gapStack.Push makes a value of type string; the argument is a int"},
		{"a generator that gives up", Config{New: stack, Generators: map[reflect.Type]Generator{reflect.TypeFor[int](): func(int) any { panic("no") }}}, "the generator of argument 1 of *linear.gapStack.Push panics: no"},
		{"nothing that could be atomic", Config{New: func() any { return visitsOnly{} }}, "visit elements"},
		{"the model lacks a method", Config{New: stack, Model: func() any { return &byPointer{} }}, "the model *linear.byPointer has no method Pop"},
		{"the model's method is another one", Config{New: stack, Model: func() any { return otherPop{} }}, "Pop of the model linear.otherPop is func() (int); it must be func() (int, bool), as in *linear.gapStack"},
	} {
		if _, err := NewSubject(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.reason, err, tt.want)
		}
	}
}

func TestOptions(t *testing.T) {
	s := subject(t, Config{
		New:        func() any { return &all{} },
		Only:       []string{"Plain", "Each"},
		Concurrent: []string{"Each"},
		Rename:     map[string]string{},
		Generators: map[reflect.Type]Generator{reflect.TypeFor[int](): func(seed int) any { return seed + 100 }},
		Observe:    map[string]func([]any) any{"Plain": func(r []any) any { return len(r) }},
	})
	h := interrupted(s, Program{Threads: [][]Op{s.calls("Plain", 1, 0, 0, 0, 0, 0), s.calls("Each", 0)}})
	text := h.Timeline()
	if !strings.Contains(text, `Plain(101, "a", [], map[`) || !strings.Contains(text, "-> 1") {
		t.Errorf("the generator or the observer was not used:\n%s", text)
	}
	if s.Methods[0].Visits {
		t.Error("Each is still said to visit, although an option says that it is atomic")
	}
}
