package trace

import (
	"errors"
	"fmt"
	"testing"
)

const sample = `package bank

func init() {
	println("init")
}

type Account[T any] struct{ n int }

func (a *Account[T]) Add() {
	a.n++
	go func() {
		a.n = 2
		defer func() { a.n = 3 }()
	}()
}

func (a Account[T]) Get() int { return a.n }
`

func sampleSource() *Source {
	return &Source{ReadFile: func(name string) ([]byte, error) {
		if name == "bank.go" {
			return []byte(sample), nil
		}
		return nil, errors.New("no such file")
	}}
}

func TestEnter(t *testing.T) {
	for _, tt := range []struct {
		reason string
		frame  Frame
		want   int
	}{
		{"a method starts at its func", Frame{Func: "x/bank.(*Account[...]).Add", File: "bank.go", Line: 10}, 9},
		{"a line in a literal of a method is the literal's", Frame{Func: "x/bank.(*Account[...]).Add.func1", File: "bank.go", Line: 12}, 11},
		{"the innermost literal wins", Frame{Func: "x/bank.(*Account[...]).Add.func1.1", File: "bank.go", Line: 13}, 13},
		{"a declared function is not the literal around its line", Frame{Func: "x/bank.(*Account[...]).Add", File: "bank.go", Line: 12}, 9},
		{"init functions are numbered, but declared", Frame{Func: "x/bank.init.0", File: "bank.go", Line: 4}, 3},
		{"the wrapper of a go statement is its line", Frame{Func: "x/bank.F.gowrap1", File: "bank.go", Line: 11}, 11},
		{"what is known stays", Frame{Func: "x/bank.F", File: "bank.go", Line: 11, Entry: 2}, 2},
		{"no file, no start", Frame{Func: "x/bank.F", File: "gone.go", Line: 11}, 0},
		{"assembly has no Go functions", Frame{Func: "x/bank.F", File: "bank.s", Line: 11}, 0},
		{"outside of all functions", Frame{Func: "x/bank.F", File: "bank.go", Line: 7}, 0},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			if got := sampleSource().Enter(tt.frame).Entry; got != tt.want {
				t.Errorf("Enter(%v).Entry = %d, want %d", tt.frame, got, tt.want)
			}
		})
	}
}

func TestEnclosing(t *testing.T) {
	s := sampleSource()
	if name, entry := s.Enclosing("bank.go", 12); name != "(*Account[...]).Add" || entry != 9 {
		t.Errorf("Enclosing = %q, %d", name, entry)
	}
	if name, entry := s.Enclosing("bank.go", 17); name != "Account[...].Get" || entry != 17 {
		t.Errorf("Enclosing = %q, %d", name, entry)
	}
	if got := s.Line("bank.go", 10); got != "a.n++" {
		t.Errorf("Line = %q", got)
	}
	if got := fmt.Sprintf("%q", s.Lines("bank.go", 9, 11)); got != `["func (a *Account[T]) Add() {" "    a.n++" "    go func() {"]` {
		t.Error(got)
	}
	if got := fmt.Sprintf("%q", s.Lines("bank.go", 12, 12)); got != `["a.n = 2"]` {
		t.Error(got)
	}
	for _, bounds := range [][2]int{{-3, 0}, {5, 4}, {99, 120}} {
		if got := s.Lines("bank.go", bounds[0], bounds[1]); got != nil {
			t.Errorf("Lines(%v) = %q, want none", bounds, got)
		}
	}
	if got := s.Lines("bank.go", 16, 99); len(got) < 2 {
		t.Errorf("the last lines are %q", got)
	}
	for _, line := range []int{-1, 0, 99} {
		if got := s.Line("bank.go", line); got != "" {
			t.Errorf("Line(%d) = %q, want none", line, got)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		reason, fn, pkg, short, plain string
		machinery                     bool
	}{
		{"function", "example.com/bank.F", "example.com/bank", "F", "example.com/bank.F", false},
		{"method and literal", "a/b.(*T).M.func1", "a/b", "(*T).M.func1", "a/b.(*T).M.func1", false},
		{"dots in the last element are escaped", "gopkg.in/yaml%2ev3.F", "gopkg.in/yaml.v3", "F", "gopkg.in/yaml.v3.F", false},
		{"type arguments hold slashes and dots", "a/b.(*T[go.shape.struct { c/d.x [3]int }]).M", "a/b", "(*T[go.shape.struct { c/d.x [3]int }]).M", "a/b.(*T[...]).M", false},
		{"runtime", "runtime.gopark", "runtime", "gopark", "runtime.gopark", true},
		{"below internal", "internal/sync.(*Mutex).Lock", "internal/sync", "(*Mutex).Lock", "internal/sync.(*Mutex).Lock", true},
		{"internal of somebody else", "x/internal/y.F", "x/internal/y", "F", "x/internal/y.F", false},
		{"builtin", "panic", "", "panic", "panic", true},
		{"synctest is not package testing", "testing/synctest.Test", "testing/synctest", "Test", "testing/synctest.Test", false},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			if p, s, pl, m := Package(tt.fn), Short(tt.fn), Plain(tt.fn), Machinery(tt.fn); p != tt.pkg || s != tt.short || pl != tt.plain || m != tt.machinery {
				t.Errorf("%s: %q %q %q %v", tt.fn, p, s, pl, m)
			}
		})
	}
}

func TestInjected(t *testing.T) {
	for _, tt := range []struct {
		reason string
		frame  Frame
		want   bool
	}{
		{"the runtime's part", Frame{Func: "runtime.rkRootLoop", File: "/go/src/runtime/racekit_run.go"}, true},
		{"a function that another package sees", Frame{Func: "sync.runtime_rkPoint", File: "/go/src/runtime/racekit_point.go"}, true},
		{"a method in testing", Frame{Func: "testing.(*rkExecution).body.func2", File: "/go/src/testing/racekit.go"}, true},
		{"an edited file", Frame{Func: "runtime.rkPoint", File: "/go/src/runtime/chan.go"}, true},
		{"the standard library", Frame{Func: "testing.tRunner", File: "/go/src/testing/testing.go"}, false},
		{"a program with such a file", Frame{Func: "a/b.rkThing", File: "/src/racekit.go"}, false},
	} {
		if got := tt.frame.Injected(); got != tt.want {
			t.Errorf("%s: %v", tt.reason, got)
		}
	}
}

func TestUser(t *testing.T) {
	user := Frame{Func: "a/b.F", Line: 3}
	lock := Frame{Func: "sync.(*Mutex).Lock"}
	park := Frame{Func: "runtime.gopark"}
	for _, tt := range []struct {
		reason string
		stack  []Frame
		want   Frame
		ok     bool
	}{
		{"machinery is skipped", []Frame{park, lock, user}, user, true},
		{"a test of sync has only machinery", []Frame{park, lock}, lock, true},
		{"nothing but the runtime", []Frame{park}, park, true},
		{"no stack", nil, Frame{}, false},
	} {
		if got, ok := User(tt.stack); got != tt.want || ok != tt.ok {
			t.Errorf("%s: User = %v, %v", tt.reason, got, ok)
		}
	}
}
