package learn

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

const legend = "n next  p prev  h hint  t trace  b break it  l list  s solution\nx reset  r check  space more  q quit"

// draw shows the check, or what a key asked to see instead, between a head and
// a foot that are always there. What does not fit has pages.
func (s *Session) draw() {
	height := 0
	if s.Size != nil {
		s.Style.Width, height = s.Size()
	}
	e := s.Current()
	var head, body, foot strings.Builder
	if s.last != nil {
		s.Style.head(&head, e, s.last)
	}
	switch {
	case s.more != "":
		body.WriteString(strings.TrimRight(s.more, "\n") + "\n")
	case s.last != nil:
		s.Style.body(&body, e, s.last)
	}
	fmt.Fprintf(&foot, "\n%s\nedit %s\n%s\n", s.Style.Bar(s.All, s.State), filepath.Join(s.Here, e.Name, CodeFile), legend)
	shown := body.String()
	if height > 0 {
		shown = s.page(shown, height-s.rows(head.String())-s.rows(foot.String())-2) // an empty line, and the one of the cursor
	}
	fmt.Fprintf(s.Out, "%s%s\n%s%s", s.Clear, head.String(), shown, foot.String())
}

// page returns the part of the text from line s.top that has room in so many
// rows, and says what comes.
func (s *Session) page(text string, room int) string {
	list := strings.SplitAfter(text, "\n")
	list = list[:len(list)-1] // after the last newline is nothing
	if s.top >= len(list) {
		s.top = 0
	}
	if s.top == 0 && s.rows(text) <= room {
		s.next = 0
		return text
	}
	end := s.top
	for room -= 2; end < len(list) && (room >= s.rows(list[end]) || end == s.top); end++ {
		room -= s.rows(list[end])
	}
	s.next = end
	what := "space: from the start"
	if end < len(list) {
		what = fmt.Sprintf("space: more (%d of %d lines seen)", end, len(list))
	}
	return strings.Join(list[s.top:end], "") + "\n" + s.Style.paint(yellow, what) + "\n"
}

// rows counts the rows of the screen that lines of text take.
func (s *Session) rows(text string) (n int) {
	for line := range strings.Lines(text) {
		wide := utf8.RuneCountInString(colors.ReplaceAllString(strings.TrimRight(line, "\n"), ""))
		n += 1 + max(wide-1, 0)/cmp.Or(s.Style.Width, 80)
	}
	return n
}

var colors = regexp.MustCompile("\x1b\\[[0-9;]*m")
