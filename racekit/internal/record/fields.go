package record

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A recordField is one "key value" line: the same table writes and reads.
type recordField struct {
	key      string
	optional bool // may be absent, and is when get returns ""
	get      func(*Record) string
	set      func(*Record, string) error
}

var recordFields = []recordField{
	word("go", func(r *Record) *string { return &r.Go }),
	count("engine", true, maxCount, func(r *Record) *int { return &r.Engine }),
	word("test", func(r *Record) *string { return &r.Test }),
	optionalWord("subtest", func(r *Record) *string { return &r.Subtest }),
	{"input", true,
		func(r *Record) string {
			if r.Input == "" {
				return ""
			}
			return strconv.QuoteToASCII(r.Input)
		},
		func(r *Record, s string) (err error) {
			r.Input, err = strconv.Unquote(s)
			switch {
			case err != nil || r.Input == "" || strconv.QuoteToASCII(r.Input) != s:
				return errors.New("must be a quoted text that is not empty")
			case len(s) > maxInput:
				return fmt.Errorf("is longer than %d", maxInput)
			}
			return nil
		}},
	word("package", func(r *Record) *string { return &r.Package }),
	{"kind", false,
		func(r *Record) string { return string(r.Kind) },
		func(r *Record, s string) error {
			if r.Kind = finding.Kind(s); !r.Kind.Recorded() {
				return errors.New("is not a kind of finding that this racekit knows")
			}
			return nil
		}},
	{"identity", false,
		func(r *Record) string { return r.Identity },
		func(r *Record, s string) error {
			if r.Identity = s; !finding.ValidIdentity(s) {
				return fmt.Errorf("must be %d digits of 0-9 and a-f", finding.IdentityLen)
			}
			return nil
		}},
	word("strategy", func(r *Record) *string { return &r.Strategy }),
	{"seed", false,
		func(r *Record) string { return strconv.FormatUint(r.Seed, 10) },
		func(r *Record, s string) (err error) { r.Seed, err = parseUint(s, 10, 1<<64-1); return }},
	count("index", false, maxCount, func(r *Record) *int { return &r.Index }),
	count("schedule", true, maxCount, func(r *Record) *int { return &r.Number }),
	{"model", false,
		func(r *Record) string { return r.Model },
		func(r *Record, s string) error {
			r.Model = s
			_, err := oneOf(s, sched.Models()...)
			return err
		}},
	choice("build", "norace", "race", func(r *Record) *bool { return &r.Race }),
	{"detector", true,
		func(r *Record) string {
			if r.Detector == execution.TSan {
				return ""
			}
			return r.Detector.String()
		},
		func(r *Record, s string) error {
			if r.Detector = execution.Own; s != execution.Own.String() {
				return fmt.Errorf("must be %v; leave it out for %v", execution.Own, execution.TSan)
			}
			return nil
		}},
	choice("time", "virtual", "real", func(r *Record) *bool { return &r.RealTime }),
	choice("early", "false", "true", func(r *Record) *bool { return &r.Early }),
	mark("wide", func(r *Record) *bool { return &r.Wide }),
	choice("short", "false", "true", func(r *Record) *bool { return &r.Short }),
	optionalWord("tags", func(r *Record) *string { return &r.Tags }),
	count("max-steps", true, maxCount, func(r *Record) *int { return &r.MaxSteps }),
	{"timeout", true,
		func(r *Record) string {
			if r.Timeout == 0 {
				return ""
			}
			return r.Timeout.String()
		},
		func(r *Record, s string) (err error) {
			if r.Timeout, err = time.ParseDuration(s); err != nil || r.Timeout <= 0 {
				return errors.New("must be a duration above zero, like 10s")
			}
			return nil
		}},
	{"hash", false,
		func(r *Record) string { return fmt.Sprintf("%016x", r.Hash) },
		func(r *Record, s string) (err error) {
			if len(s) != 16 {
				return errors.New("must be 16 hex digits")
			}
			r.Hash, err = parseUint(s, 16, 1<<64-1)
			return
		}},
	count("steps", false, maxCount, func(r *Record) *int { return &r.Steps }),
	{"epoch", true,
		func(r *Record) string {
			if r.Epoch == 0 {
				return ""
			}
			return strconv.FormatInt(r.Epoch, 10)
		},
		func(r *Record, s string) error {
			n, err := parseUint(s, 10, maxEpoch)
			if r.Epoch = int64(n); err == nil && n == 0 {
				return errors.New("must be above zero; leave it out for 2026-01-01")
			}
			return err
		}},
	mark("isolated", func(r *Record) *bool { return &r.Isolated }),
}

const (
	maxCount = 1<<31 - 1
	maxEpoch = 1<<36 - 1 // in the year 4147
)

func word(key string, at func(*Record) *string) recordField {
	return recordField{key, false,
		func(r *Record) string { return *at(r) },
		func(r *Record, s string) error {
			*at(r) = s
			if strings.ContainsRune(s, ' ') {
				return errors.New("must be one word")
			}
			return text.CheckLine(s)
		}}
}

func optionalWord(key string, at func(*Record) *string) recordField {
	f := word(key, at)
	f.optional = true
	return f
}

func count(key string, optional bool, limit uint64, at func(*Record) *int) recordField {
	return recordField{key, optional,
		func(r *Record) string {
			if optional && *at(r) == 0 {
				return ""
			}
			return strconv.Itoa(*at(r))
		},
		func(r *Record, s string) error {
			n, err := parseUint(s, 10, limit)
			*at(r) = int(n)
			if err == nil && optional && n == 0 {
				return errors.New("must be above zero; leave it out for the default")
			}
			return err
		}}
}

func choice(key, no, yes string, at func(*Record) *bool) recordField {
	return recordField{key, false,
		func(r *Record) string {
			if *at(r) {
				return yes
			}
			return no
		},
		func(r *Record, s string) error {
			i, err := oneOf(s, no, yes)
			*at(r) = i == 1
			return err
		}}
}

// mark is a field that is there if it is true.
func mark(key string, at func(*Record) *bool) recordField {
	return recordField{key, true,
		func(r *Record) string {
			if *at(r) {
				return "true"
			}
			return ""
		},
		func(r *Record, s string) error {
			if *at(r) = s == "true"; !*at(r) {
				return errors.New("must be true; leave it out for false")
			}
			return nil
		}}
}

func oneOf(s string, words ...string) (int, error) {
	i := slices.Index(words, s)
	if i < 0 {
		return 0, fmt.Errorf("must be %s", strings.Join(words, " or "))
	}
	return i, nil
}

// parseUint reads only the form that is written: no sign, no leading zero.
func parseUint(s string, radix int, limit uint64) (uint64, error) {
	n, err := strconv.ParseUint(s, radix, 64)
	switch {
	case errors.Is(err, strconv.ErrRange) || err == nil && n > limit:
		return 0, fmt.Errorf("is larger than %d", limit)
	case err != nil:
		return 0, errors.New("is not a number")
	case radix == 10 && s != strconv.FormatUint(n, radix):
		return 0, errors.New("must be a number without leading zeros")
	case radix == 16 && strings.ToLower(s) != s:
		return 0, errors.New("must have lower-case digits")
	}
	return n, nil
}
