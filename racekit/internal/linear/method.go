package linear

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/fill"
)

// A param is one argument of a method.
type param struct {
	typ      reflect.Type
	generate Generator // nil: filled
	call     bool      // a function that the method calls
}

func newMethod(cfg *Config, t reflect.Type, i int) (*Method, error) {
	f := t.Method(i)
	m := &Method{Name: f.Name, own: i, observe: cfg.Observe[f.Name], spread: f.Type.IsVariadic(), results: f.Type.NumOut()}
	if to := cfg.Rename[f.Name]; to != "" {
		m.Name = to
	}
	given := cfg.Arguments[f.Name]
	first := 1 // the receiver comes before the arguments
	if t.Kind() == reflect.Interface {
		first = 0
	}
	n := f.Type.NumIn() - first
	if given != nil && len(given) != n {
		return nil, fmt.Errorf("%s.%s has %d arguments, and linearizable.Args gives generators for %d", t, f.Name, n, len(given))
	}
	for k := range n {
		p := param{typ: f.Type.In(k + first), generate: nil}
		if given != nil {
			p.generate = given[k]
		}
		if p.generate == nil {
			p.generate = cfg.Generators[p.typ]
		}
		if err := p.try(); err != nil {
			return nil, fmt.Errorf("the generator of argument %d of %s.%s %w", k+1, t, f.Name, err)
		}
		if p.generate == nil && p.typ.Kind() == reflect.Func && callable(p.typ) {
			p.call = true
			m.Visits = m.Visits || visitor(p.typ)
		} else if err := fill.Can(p.typ); p.generate == nil && err != nil {
			return nil, fmt.Errorf("argument %d of %s.%s cannot be generated: %w; supply it with linearizable.Gen(func(*rapid.T) %s {...}), or leave the method out with linearizable.Without(%q)", k+1, t, f.Name, err, p.typ, f.Name)
		}
		m.in = append(m.in, p)
	}
	for k := range f.Type.NumOut() {
		m.Visits = m.Visits || iterator(f.Type.Out(k))
	}
	if slices.Contains(cfg.Concurrent, f.Name) {
		m.Visits = false
	}
	return m, nil
}

// try uses the generator for the first time.
func (p *param) try() (err error) {
	if p.generate == nil {
		return nil
	}
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panics: %v", x)
		}
	}()
	x := p.generate(0)
	if v := reflect.ValueOf(x); v.IsValid() && !v.Type().AssignableTo(p.typ) || !v.IsValid() && !nilable(p.typ.Kind()) {
		return fmt.Errorf("makes a value of type %T; the argument is a %s", x, p.typ)
	}
	return nil
}

// callable reports whether a function of type t can be made up: its results
// can be filled.
func callable(t reflect.Type) bool {
	for out := range t.Outs() {
		if fill.Can(out) != nil {
			return false
		}
	}
	return true
}

// visitor reports whether a method that takes a t calls it once per element:
// it gets something and gives back nothing but whether to go on. Few methods
// that do so see all elements at one moment.
func visitor(t reflect.Type) bool {
	return t.NumIn() > 0 && (t.NumOut() == 0 || t.NumOut() == 1 && t.Out(0).Kind() == reflect.Bool)
}

// iterator reports whether t is an iter.Seq or iter.Seq2.
func iterator(t reflect.Type) bool {
	return t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2())
}

// bind finds the method in the model.
func (m *Method) bind(model, own reflect.Type) error {
	f, ok := model.MethodByName(m.Name)
	if !ok {
		return fmt.Errorf("the model %s has no method %s; write it, leave it out with linearizable.Without(%q), or say what it is called there with linearizable.Rename", model, m.Name, own.Method(m.own).Name)
	}
	m.ref = f.Index
	if got, want := signature(f.Type), signature(own.Method(m.own).Type); got != want {
		return fmt.Errorf("%s of the model %s is func%s; it must be func%s, as in %s", m.Name, model, got, want, own)
	}
	return nil
}

// signature is a method's type without the receiver.
func signature(t reflect.Type) string {
	var in, out []string
	for i := 1; i < t.NumIn(); i++ {
		in = append(in, t.In(i).String())
	}
	for o := range t.Outs() {
		out = append(out, o.String())
	}
	return "(" + strings.Join(in, ", ") + ") (" + strings.Join(out, ", ") + ")"
}
