package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/racekit/toolkit/racekit/internal/record"
)

// A Pattern is what -run or -skip selects: alternatives of slash-separated
// regular expressions, one per level of subtests, as in go test.
type Pattern struct {
	Text string
	alts []alternative
}

type alternative struct {
	top  *regexp.Regexp
	deep string // the elements for subtests: "" or "/..."
}

// compilePattern checks every element, those of subtests too: the tested
// program would only panic at them.
func compilePattern(flagName, text string) (Pattern, error) {
	p := Pattern{Text: text}
	if text == "" {
		return p, nil
	}
	for _, alt := range splitPattern(text, '|') {
		elems := splitPattern(alt, '/')
		var top *regexp.Regexp
		for i, e := range elems {
			re, err := regexp.Compile(rewrite(e))
			if err != nil {
				return Pattern{}, fmt.Errorf("invalid regexp %q in -%s: %w", e, flagName, err)
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

// Selected reports whether the top-level test name runs under -run and -skip.
// As in testing, the first alternative that matches decides; one with elements
// for subtests skips those and not the test.
func Selected(name string, run, skip Pattern) bool {
	if run.Text != "" && run.match(name) == nil {
		return false
	}
	hit := skip.match(name)
	return hit == nil || hit.deep != ""
}

// filters reports whether -run or -skip may leave out subtests of a test.
func (o *Options) filters(test string) bool {
	for _, p := range []Pattern{o.Run, o.Skip} {
		if hit := p.match(test); hit != nil && hit.deep != "" {
			return true
		}
	}
	return false
}

// FilteredBy reports whether arguments of the tests, from -args, select tests or
// subtests.
func FilteredBy(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		return name == "test.run" || name == "test.skip"
	})
}

// selects reports whether -run and -skip let a record's subtest run, if it names
// one.
func (o *Options) selects(rec *record.Record) bool {
	if rec.Subtest == "" {
		return true
	}
	if hit := o.Run.match(rec.Test); hit != nil && !hit.has(rec.Subtest, false) {
		return false
	}
	hit := o.Skip.match(rec.Test)
	return hit == nil || !hit.has(rec.Subtest, true)
}

// has reports whether the elements for subtests match one, as far as it has
// elements; all of them, if whole is set.
func (a *alternative) has(subtest string, whole bool) bool {
	wants := splitPattern(a.deep, '/')[1:]
	names := strings.Split(subtest, "/")
	for i, w := range wants {
		if i == len(names) {
			return !whole
		}
		if re, err := regexp.Compile(rewrite(w)); err != nil || !re.MatchString(names[i]) {
			return false
		}
	}
	return true
}

func (p Pattern) match(name string) *alternative {
	for i := range p.alts {
		if p.alts[i].top.MatchString(name) {
			return &p.alts[i]
		}
	}
	return nil
}

// Only returns the -run pattern that selects exactly the named tests, and of
// each the subtests that p selects.
func (p Pattern) Only(names []string) string {
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
