package record

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// most characters of foreign text are in a message.
const most = 60

// Read reads a record's text. Records come from repositories that
// anybody can write to, so it is strict, and bounded in size.
func Read(r io.Reader) (*Record, error) {
	limited := &io.LimitedReader{R: r, N: maxRecordSize + 1}
	sc := bufio.NewScanner(limited)
	sc.Buffer(nil, 1<<16)
	rd := recordReader{seen: map[string]int{}}
	for sc.Scan() {
		rd.number++
		if err := rd.line(sc.Text()); err != nil {
			return nil, fmt.Errorf("line %d: %w", rd.number, err)
		}
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: it is longer than any line of a record", rd.number+1)
	}
	if sc.Err() != nil {
		return nil, sc.Err()
	}
	if limited.N <= 0 {
		return nil, fmt.Errorf("the file is larger than %d MB, which no record is", maxRecordSize>>20)
	}
	return rd.end()
}

type recordReader struct {
	record Record
	number int
	seen   map[string]int // key to line
	want   int            // decisions announced
	keys   bool           // a key was read: no comments after it
	runs   bool           // the decisions have begun
}

func (rd *recordReader) line(line string) error {
	if rd.number == 1 {
		return magic(line)
	}
	if rd.runs {
		return rd.decisions(line)
	}
	if strings.HasPrefix(line, "#") {
		if rd.keys {
			return errors.New("comments stand before the first key only")
		}
		rd.record.Log = append(rd.record.Log, text.Printable(strings.TrimPrefix(line[1:], " ")))
		return nil
	}
	rd.keys = true
	key, value, ok := strings.Cut(line, " ")
	if !ok || value == "" {
		return fmt.Errorf("%q is not a key and a value", text.Clip(line, most))
	}
	switch key {
	case "site":
		return rd.site(value)
	case "decisions":
		n, err := parseUint(value, 10, maxDecisions)
		if err != nil {
			return fmt.Errorf("the number of decisions, %q, %w", text.Clip(value, most), err)
		}
		rd.want, rd.runs = int(n), true
		return nil
	}
	for _, f := range recordFields {
		if f.key != key {
			continue
		}
		if at := rd.seen[key]; at > 0 {
			return fmt.Errorf("%s is given again; it was on line %d", key, at)
		}
		rd.seen[key] = rd.number
		if err := f.set(&rd.record, value); err != nil {
			return fmt.Errorf("%s %q %w", key, text.Clip(value, most), err)
		}
		return nil
	}
	return fmt.Errorf("unknown key %q", text.Clip(key, most))
}

func magic(line string) error {
	version, ok := strings.CutPrefix(line, recordMagic)
	if !ok {
		return fmt.Errorf("this is not a racekit record: it starts with %q, not with %q", text.Clip(line, most), recordMagic+recordVersion)
	}
	if version != recordVersion {
		return fmt.Errorf("the record has format %q, this racekit reads %q: use the racekit that wrote it, or delete the file and let racekit test find it again", text.Clip(version, most), recordVersion)
	}
	return nil
}

func (rd *recordReader) site(value string) error {
	i := strings.LastIndex(value, "+0x")
	if i < 0 {
		return fmt.Errorf("site %q is not a function and an offset, like pkg.F+0x1c", text.Clip(value, most))
	}
	if err := text.CheckLine(value[:i]); err != nil {
		return fmt.Errorf("site %q: the function %w", text.Clip(value, most), err)
	}
	offset, err := parseUint(value[i+len("+0x"):], 16, 1<<32-1)
	if err != nil {
		return fmt.Errorf("site %q: the offset %w", text.Clip(value, most), err)
	}
	if len(rd.record.Sites) == maxSites {
		return fmt.Errorf("there are more than %d sites", maxSites)
	}
	rd.record.Sites = append(rd.record.Sites, Site{value[:i], uint32(offset)})
	return nil
}

func (rd *recordReader) decisions(line string) error {
	for run := range strings.FieldsSeq(line) {
		task, times, repeated := strings.Cut(run, "*")
		task, which, selects := strings.Cut(task, "/")
		id, err := parseUint(task, 10, maxTask)
		if err != nil {
			return fmt.Errorf("goroutine %q %w", text.Clip(task, most), err)
		}
		if id == sched.Clock && rd.record.RealTime {
			return errors.New("goroutines are numbered from 1; 0 moves the clock to the next timer, which needs time virtual")
		}
		way := uint64(0)
		if selects {
			if way, err = parseUint(which, 10, maxWay); err != nil {
				return fmt.Errorf("the way in %q %w", text.Clip(run, most), err)
			}
			if way == 0 {
				return fmt.Errorf("the way in %q must be above zero", text.Clip(run, most))
			}
		}
		n := uint64(1)
		if repeated {
			if n, err = parseUint(times, 10, maxDecisions); err != nil {
				return fmt.Errorf("the count in %q %w", text.Clip(run, most), err)
			}
		}
		if n == 0 {
			return fmt.Errorf("the count in %q must be above zero", text.Clip(run, most))
		}
		if have := len(rd.record.Decisions); uint64(rd.want-have) < n {
			return fmt.Errorf("there are more than the %d decisions announced", rd.want)
		}
		for range n {
			rd.record.Decisions = append(rd.record.Decisions, sched.Decision(uint32(id), uint8(way)))
		}
	}
	return nil
}

func (rd *recordReader) end() (*Record, error) {
	if rd.number == 0 {
		return nil, errors.New("line 1: the file is empty; a record starts with " + strconv.Quote(recordMagic+recordVersion))
	}
	for _, f := range recordFields {
		if !f.optional && rd.seen[f.key] == 0 {
			return nil, fmt.Errorf("line %d: the file ends without %q", rd.number, f.key)
		}
	}
	if !rd.runs {
		return nil, fmt.Errorf("line %d: the file ends without %q", rd.number, "decisions")
	}
	if n := len(rd.record.Decisions); n != rd.want {
		return nil, fmt.Errorf("line %d: the file ends after %d of %d decisions", rd.number, n, rd.want)
	}
	return &rd.record, nil
}
