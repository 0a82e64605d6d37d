package toolchain

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// A State says whether an edit or an injected file fits a GOROOT.
type State struct {
	Status Status
	Count  int    // for Ambiguous: how often the anchor occurs
	Other  string // for Overlaps: name of the other edit
}

// Status is the kind of a State.
type Status uint8

const (
	OK Status = iota
	NotFound
	Ambiguous
	Overlaps
	NoFile
	FileExists
)

func (s State) String() string {
	switch s.Status {
	case OK:
		return "ok"
	case NotFound:
		return "anchor not found"
	case Ambiguous:
		return fmt.Sprintf("anchor found %d times", s.Count)
	case Overlaps:
		return fmt.Sprintf("overlaps edit %q", s.Other)
	case NoFile:
		return "this Go has no such file"
	case FileExists:
		return "this Go has such a file already"
	}
	return "unknown state"
}

// Apply makes the edits in one text and returns the state of each. All anchors
// are looked for in the original. If one edit is not ok, the text is nil.
func Apply(original []byte, edits []Edit) ([]byte, []State) {
	states := make([]State, len(edits))
	var spans []span
	for i, e := range edits {
		at, n := locate(original, []byte(e.Anchor))
		switch n {
		case 0:
			states[i].Status = NotFound
		case 1:
			spans = append(spans, span{at, at + len(e.Anchor), i})
		default:
			states[i] = State{Status: Ambiguous, Count: n}
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	last := span{edit: -1}
	for _, s := range spans {
		if last.edit >= 0 && s.start < last.end {
			states[s.edit] = State{Status: Overlaps, Other: edits[last.edit].Name}
		}
		if s.end > last.end {
			last = s
		}
	}
	for _, s := range states {
		if s.Status != OK {
			return nil, states
		}
	}

	var out bytes.Buffer
	done := 0
	for _, s := range spans {
		e := edits[s.edit]
		out.Write(original[done:s.start])
		if e.Put == After {
			out.WriteString(e.Anchor)
		}
		out.WriteString(e.Text)
		if e.Put == Before {
			out.WriteString(e.Anchor)
		}
		done = s.end
	}
	out.Write(original[done:])
	return out.Bytes(), states
}

// A span is where the anchor of an edit lies in the original.
type span struct{ start, end, edit int }

// locate returns where the anchor occurs first and how often, occurrences that
// overlap each other included: "aa" is not unique in "aaa".
func locate(text, anchor []byte) (first, n int) {
	first = -1
	for at := 0; at <= len(text); {
		i := bytes.Index(text[at:], anchor)
		if i < 0 {
			break
		}
		if n == 0 {
			first = at + i
		}
		n++
		at += i + 1
	}
	return first, n
}
