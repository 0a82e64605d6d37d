package linear

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/fill"
)

// An observation is what a call gave back, as a text with holes: which pointers
// are the same is known only when all calls are put in an order.
type observation []token

// A token is a piece of text or an identity.
type token struct {
	text string
	id   reflect.Value // a pointer, channel or function; invalid for a text
	err  error         // its message is asked for later: it may be code of the user
	list *list
}

// A list has elements whose order may not matter.
type list struct {
	open, close string
	elements    []observation
	loose       bool
}

// visits are the calls that a method made to its function arguments. Other
// goroutines of the program may make them, also when the method has returned; the
// accesses are hidden from the race detector, which would report them as ours.
type visits struct {
	calls []observation
}

//go:norace
func (v *visits) add(o observation) { v.calls = append(v.calls, o) }

//go:norace
func (v *visits) made() []observation { return v.calls }

// maxYield bounds the elements taken from an iterator.
const maxYield = 100

// value makes an argument.
func (p *param) value(seed int, v *visits) reflect.Value {
	if p.call {
		return reflect.MakeFunc(p.typ, func(args []reflect.Value) []reflect.Value {
			var o observation
			for i, a := range args {
				if i > 0 {
					o = append(o, token{text: ", "})
				}
				o = append(o, encode(a, 0)...)
			}
			v.add(o)
			var out []reflect.Value
			for t := range p.typ.Outs() {
				out = append(out, filled(t, seed, t.Kind() == reflect.Bool))
			}
			return out
		})
	}
	if p.generate == nil {
		return filled(p.typ, seed, false)
	}
	x := reflect.New(p.typ).Elem()
	if made := reflect.ValueOf(p.generate(seed)); made.IsValid() {
		x.Set(made)
	}
	return x
}

// filled is the value of a seed; yes is for the function that says to go on.
func filled(t reflect.Type, seed int, yes bool) reflect.Value {
	ptr := reflect.New(t)
	if yes {
		ptr.Elem().SetBool(true)
		return ptr.Elem()
	}
	if err := fill.Value(uint64(seed), ptr.Interface()); err != nil {
		panic(err) // NewSubject has asked fill.Can
	}
	return ptr.Elem()
}

// observe encodes the results of a call.
func observe(m *Method, results []reflect.Value, v *visits) observation {
	var o observation
	if m.observe != nil {
		all := make([]any, len(results))
		for i := range results {
			all[i] = results[i].Interface()
		}
		return v.after(encode(reflect.ValueOf(m.observe(all)), 0))
	}
	for i, r := range results {
		if i > 0 {
			o = append(o, token{text: ", "})
		}
		if iterator(r.Type()) {
			o = append(o, drain(r)...)
		} else {
			o = append(o, encode(r, 0)...)
		}
	}
	return v.after(o)
}

func observePanic(p any, v *visits) observation {
	o := observation{{text: "panic: "}}
	if err, ok := p.(error); ok {
		return v.after(append(o, token{err: err}))
	}
	return v.after(append(o, encode(reflect.ValueOf(p), 0)...))
}

// after adds the visits to what the call returned.
func (v *visits) after(o observation) observation {
	calls := v.made()
	if len(calls) == 0 {
		return o
	}
	if len(o) > 0 {
		o = append(o, token{text: " "})
	}
	return append(o, token{list: &list{open: "calls(", close: ")", elements: calls}})
}

// drain takes what an iterator yields: it is part of the call.
func drain(seq reflect.Value) observation {
	l := &list{open: "yields(", close: ")"}
	if seq.IsNil() {
		return observation{{text: "nil"}}
	}
	if seq.Type().CanSeq2() {
		for k, v := range seq.Seq2() {
			l.elements = append(l.elements, append(append(encode(k, 0), token{text: ": "}), encode(v, 0)...))
			if len(l.elements) == maxYield {
				break
			}
		}
	} else {
		for v := range seq.Seq() {
			l.elements = append(l.elements, encode(v, 0))
			if len(l.elements) == maxYield {
				break
			}
		}
	}
	return observation{{list: l}}
}

// maxDepth bounds nested values. Pointers are not followed: what they point to
// may change after the call has returned.
const maxDepth = 8

func encode(v reflect.Value, depth int) observation {
	text := func(s string) observation { return observation{{text: s}} }
	switch {
	case !v.IsValid():
		return text("nil")
	case depth > maxDepth:
		return text("...")
	case v.CanInt():
		return text(strconv.FormatInt(v.Int(), 10))
	case v.CanUint():
		return text(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return text(strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case v.CanComplex():
		return text(strconv.FormatComplex(v.Complex(), 'g', -1, 128))
	}
	switch v.Kind() {
	case reflect.Bool:
		return text(strconv.FormatBool(v.Bool()))
	case reflect.String:
		return text(strconv.Quote(v.String()))
	case reflect.Interface:
		if v.IsNil() {
			return text("nil")
		}
		if err, ok := errorOf(v); ok {
			return observation{{err: err}}
		}
		return encode(v.Elem(), depth)
	case reflect.Pointer, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		if v.IsNil() {
			return text("nil")
		}
		if err, ok := errorOf(v); ok {
			return observation{{err: err}}
		}
		if v.Kind() == reflect.Func {
			return text("func")
		}
		return observation{{id: v}}
	case reflect.Slice:
		if v.IsNil() {
			return text("nil")
		}
		fallthrough
	case reflect.Array:
		l := &list{open: "[", close: "]"}
		for i := range v.Len() {
			l.elements = append(l.elements, encode(v.Index(i), depth+1))
		}
		return observation{{list: l}}
	case reflect.Map:
		if v.IsNil() {
			return text("nil")
		}
		l := &list{open: "map[", close: "]", loose: true}
		for k, e := range v.Seq2() {
			l.elements = append(l.elements, append(append(encode(k, depth+1), token{text: ":"}), encode(e, depth+1)...))
		}
		return observation{{list: l}}
	case reflect.Struct:
		if err, ok := errorOf(v); ok {
			return observation{{err: err}}
		}
		l := &list{open: "{", close: "}"}
		for i := range v.NumField() {
			l.elements = append(l.elements, encode(v.Field(i), depth+1))
		}
		return observation{{list: l}}
	}
	return text(v.Type().String())
}

func errorOf(v reflect.Value) (error, bool) {
	if !v.CanInterface() {
		return nil, false
	}
	err, ok := v.Interface().(error)
	return err, ok
}

// A naming gives pointers their names in the order in which they appear. It
// keeps the values, so that no address is used again.
type naming struct {
	seen []reflect.Value
}

func (n *naming) find(v reflect.Value) int {
	return slices.IndexFunc(n.seen, func(o reflect.Value) bool { return o.Pointer() == v.Pointer() && o.Type() == v.Type() })
}

// identifies reports whether o has pointers in it.
func (o observation) identifies() bool {
	return slices.ContainsFunc(o, func(t token) bool {
		return t.id.IsValid() || t.list != nil && slices.ContainsFunc(t.list.elements, observation.identifies)
	})
}

// text renders an observation. The elements of loose lists are sorted, and so
// are those of all lists if loose is set. Without enter, pointers that have no
// name get none.
func (o observation) text(n *naming, loose, enter bool) string {
	var b strings.Builder
	for _, t := range o {
		switch {
		case t.list != nil:
			b.WriteString(t.list.text(n, loose, enter))
		case t.err != nil:
			b.WriteString(message(t.err))
		case t.id.IsValid():
			i := n.find(t.id)
			if i < 0 && enter {
				i = len(n.seen)
				n.seen = append(n.seen, t.id)
			}
			b.WriteString(t.id.Type().String() + "#" + strconv.Itoa(i+1))
		default:
			b.WriteString(t.text)
		}
	}
	return b.String()
}

func (l *list) text(n *naming, loose, enter bool) string {
	elements := l.elements
	if loose || l.loose {
		elements = slices.Clone(elements)
		slices.SortStableFunc(elements, func(a, b observation) int {
			x, y := a.text(n, loose, false), b.text(n, loose, false)
			return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
		})
	}
	parts := make([]string, len(elements))
	for i, e := range elements {
		parts[i] = e.text(n, loose, enter)
	}
	sep := ", "
	if l.open != "calls(" && l.open != "yields(" {
		sep = " "
	}
	return l.open + strings.Join(parts, sep) + l.close
}

// message is err's text, even if its method panics.
func message(err error) (s string) {
	defer func() {
		if p := recover(); p != nil {
			s = fmt.Sprintf("%T whose Error panics: %v", err, p)
		}
	}()
	return "error(" + err.Error() + ")"
}
