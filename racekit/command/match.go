package command

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// A pattern is what -run or -skip selects: alternatives of slash-separated
// regular expressions, one per level of subtests, as in go test.
type pattern struct {
	text string
	alts []alternative
}

type alternative struct {
	top  *regexp.Regexp
	deep string // the elements for subtests: "" or "/..."
}

// compilePattern checks every element, those of subtests too: the tested
// program would only panic at them.
func compilePattern(flagName, text string) (pattern, error) {
	p := pattern{text: text}
	if text == "" {
		return p, nil
	}
	for _, alt := range splitPattern(text, '|') {
		elems := splitPattern(alt, '/')
		var top *regexp.Regexp
		for i, e := range elems {
			re, err := regexp.Compile(rewrite(e))
			if err != nil {
				return pattern{}, fmt.Errorf("invalid regexp %q in -%s: %w", e, flagName, err)
			}
			if i == 0 {
				top = re
			}
		}
		a := alternative{top: top}
		if len(elems) > 1 {
			a.deep = alt[len(elems[0]):]
		}
		p.alts = append(p.alts, a)
	}
	return p, nil
}

// selected reports whether the top-level test name runs under -run and -skip.
// As in testing, the first alternative that matches decides; one with elements
// for subtests skips those and not the test.
func selected(name string, run, skip pattern) bool {
	if run.text != "" && run.match(name) == nil {
		return false
	}
	hit := skip.match(name)
	return hit == nil || hit.deep != ""
}

func (p pattern) match(name string) *alternative {
	for i := range p.alts {
		if p.alts[i].top.MatchString(name) {
			return &p.alts[i]
		}
	}
	return nil
}

// only returns the -run pattern that selects exactly the named tests, and of
// each the subtests that p selects.
func (p pattern) only(names []string) string {
	var alts []string
	for _, name := range names {
		alt := "^" + regexp.QuoteMeta(name) + "$"
		if hit := p.match(name); hit != nil {
			alt += hit.deep
		}
		alts = append(alts, alt)
	}
	return strings.Join(alts, "|")
}

// splitPattern splits s at sep, except inside brackets and parentheses and
// after a backslash. A '|' splits alternatives only, a '/' levels only.
func splitPattern(s string, sep byte) []string {
	var out []string
	brackets, parens, start := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			i++
		case '[':
			brackets++
		case ']':
			brackets = max(0, brackets-1)
		case '(':
			if brackets == 0 {
				parens++
			}
		case ')':
			if brackets == 0 {
				parens--
			}
		case sep:
			if brackets == 0 && parens == 0 {
				out = append(out, s[start:i])
				start = i + 1
			}
		}
	}
	return append(out, s[start:])
}

// rewrite makes of a pattern what testing makes of the names of subtests.
func rewrite(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte('_')
		case !strconv.IsPrint(r):
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
