package source

import (
	"errors"
	"fmt"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/trace"
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

func next(in, done chan int) {
	select {
	case n, ok := <-in:
	case done <- 1 +
		2:
	default:
	}
}
`

func sampleSource() *Files {
	return &Files{ReadFile: func(name string) ([]byte, error) {
		if name == "bank.go" {
			return []byte(sample), nil
		}
		return nil, errors.New("no such file")
	}}
}

func TestEnter(t *testing.T) {
	for _, tt := range []struct {
		reason string
		frame  trace.Frame
		want   int
	}{
		{"a method starts at its func", trace.Frame{Func: "x/bank.(*Account[...]).Add", File: "bank.go", Line: 10}, 9},
		{"a line in a literal of a method is the literal's", trace.Frame{Func: "x/bank.(*Account[...]).Add.func1", File: "bank.go", Line: 12}, 11},
		{"the innermost literal wins", trace.Frame{Func: "x/bank.(*Account[...]).Add.func1.1", File: "bank.go", Line: 13}, 13},
		{"a declared function is not the literal around its line", trace.Frame{Func: "x/bank.(*Account[...]).Add", File: "bank.go", Line: 12}, 9},
		{"init functions are numbered, but declared", trace.Frame{Func: "x/bank.init.0", File: "bank.go", Line: 4}, 3},
		{"the wrapper of a go statement is its line", trace.Frame{Func: "x/bank.F.gowrap1", File: "bank.go", Line: 11}, 11},
		{"what is known stays", trace.Frame{Func: "x/bank.F", File: "bank.go", Line: 11, Entry: 2}, 2},
		{"no file, no start", trace.Frame{Func: "x/bank.F", File: "gone.go", Line: 11}, 0},
		{"assembly has no Go functions", trace.Frame{Func: "x/bank.F", File: "bank.s", Line: 11}, 0},
		{"outside of all functions", trace.Frame{Func: "x/bank.F", File: "bank.go", Line: 7}, 0},
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

func TestCases(t *testing.T) {
	s := sampleSource()
	if got := fmt.Sprintf("%q", s.Cases("bank.go", 20)); got != `["n, ok := <-in" "done <- 1 + 2"]` {
		t.Error(got)
	}
	if got := s.Cases("bank.go", 21); got != nil {
		t.Errorf("a line without a select has the cases %q", got)
	}
}
