// Package linear checks a concurrent type against itself: it draws short
// concurrent programs of calls to the type's methods, runs them, and looks for
// a sequential order of the calls that gives the same results.
//
// Linearizability: M. Herlihy, J. Wing, "Linearizability: a correctness
// condition for concurrent objects", 1990. The search for the order is
// porcupine's.
package linear

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A Config says what to test.
type Config struct {
	New   func() any // a new value of the type under test
	Model func() any // a new value of the sequential model; nil is New

	Only       []string // the methods to call; none is all
	Without    []string // methods not to call
	Concurrent []string // visiting methods that are atomic all the same
	Rename     map[string]string

	Generators map[reflect.Type]Generator // by type of the argument
	Arguments  map[string][]Generator     // by method: one per argument
	Observe    map[string]func(results []any) any
}

// A Generator makes the value that belongs to a number; 0 should be simple.
type Generator func(seed int) any

// A Subject is a type whose methods can be called.
type Subject struct {
	Type    reflect.Type
	Methods []*Method // in order of name
	make    func() reflect.Value
	model   func() reflect.Value
	blocks  bool // calls have been seen to wait
}

// A Method is an operation of the subject.
type Method struct {
	Name    string // as shown, and as the model calls it
	Visits  bool   // it calls back per element, or returns an iterator
	own     int    // index in the type under test
	ref     int    // and in the model
	in      []param
	spread  bool // the last argument is variadic
	observe func([]any) any
	results int

	// loose is set when it was seen that the order of elements in the results
	// is not the same in equal sequential runs.
	loose bool
}

// NewSubject inspects the type that cfg.New makes. The errors name what to change.
func NewSubject(cfg Config) (*Subject, error) {
	own, err := instance("the constructor", cfg.New)
	if err != nil {
		return nil, err
	}
	ref := own
	if cfg.Model == nil {
		cfg.Model = cfg.New
	} else if ref, err = instance("the model's constructor", cfg.Model); err != nil {
		return nil, err
	}
	s := &Subject{
		Type:  own.Type(),
		make:  func() reflect.Value { return reflect.ValueOf(cfg.New()) },
		model: func() reflect.Value { return reflect.ValueOf(cfg.Model()) },
	}
	known := map[string]bool{}
	locks := lockMethods(own.Type())
	for i := range own.NumMethod() {
		name := own.Type().Method(i).Name
		known[name] = true
		wanted := len(cfg.Only) == 0 && !locks[name] || slices.Contains(cfg.Only, name)
		if !wanted || slices.Contains(cfg.Without, name) {
			continue
		}
		m, err := newMethod(&cfg, own.Type(), i)
		if err == nil {
			err = m.bind(ref.Type(), own.Type())
		}
		if err != nil {
			return nil, err
		}
		s.Methods = append(s.Methods, m)
	}
	for _, name := range cfg.named() {
		if !known[name] {
			return nil, fmt.Errorf("%s has no method %s, which an option names; it has %s", own.Type(), name, orNone(slices.Sorted(maps.Keys(known))))
		}
	}
	if len(s.Methods) == 0 {
		return nil, fmt.Errorf("%s has no exported methods to call%s", own.Type(), hint(own.Type(), len(known)))
	}
	if !slices.ContainsFunc(s.Methods, func(m *Method) bool { return !m.Visits }) {
		return nil, fmt.Errorf("all methods of %s that are to be called visit elements, which is rarely atomic; name those that are with linearizable.Snapshot", own.Type())
	}
	return s, nil
}

// instance calls a constructor for the first time.
func instance(what string, construct func() any) (v reflect.Value, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panics: %v", what, p)
		}
	}()
	x := construct()
	if v = reflect.ValueOf(x); !v.IsValid() || nilable(v.Kind()) && v.IsNil() {
		return v, fmt.Errorf("%s returns nil; it must return a new value to call methods on", what)
	}
	return v, nil
}

func nilable(k reflect.Kind) bool {
	switch k {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.Interface:
		return true
	}
	return false
}

// named are the methods that options mention, in a fixed order.
func (c *Config) named() []string {
	return slices.Concat(c.Only, c.Without, c.Concurrent, slices.Sorted(maps.Keys(c.Rename)),
		slices.Sorted(maps.Keys(c.Arguments)), slices.Sorted(maps.Keys(c.Observe)))
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func hint(t reflect.Type, known int) string {
	switch {
	case known > 0:
		return "; the options leave none"
	case t.Kind() != reflect.Pointer && reflect.PointerTo(t).NumMethod() > 0:
		return fmt.Sprintf("; the constructor must return a *%s, whose methods have a pointer receiver", t)
	}
	return ""
}

// lockMethods are the methods that a type has from an embedded type of package
// sync: calling them out of turn is a fatal error.
func lockMethods(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return out
	}
	for f := range t.Fields() {
		e := f.Type
		if e.Kind() != reflect.Pointer && e.Kind() != reflect.Interface {
			e = reflect.PointerTo(e)
		}
		if f.Anonymous && strings.HasPrefix(strings.TrimPrefix(e.String(), "*"), "sync.") && e.String() != "*sync.Map" {
			for m := range e.Methods() {
				out[m.Name] = true
			}
		}
	}
	return out
}
