package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A standing is what became of a record.
type standing string

const (
	stillFails   standing = "still fails"
	showsAnother standing = "shows another finding"
	showsAnew    standing = "no longer matches the code, but other schedules show the finding; racekit test records it anew"
	passesNow    standing = "passes now"
	differsNow   standing = "no longer matches the code"
	testGone     standing = "its test is gone"
)

// standing says what a replay shows of its record.
func (r *replayed) standing(rec *finding.Record) standing {
	switch {
	case slices.ContainsFunc(r.found, func(f found) bool { return f.ID == rec.Identity }):
		return stillFails
	case len(r.found) > 0:
		return showsAnother
	case r.diverged != "":
		return differsNow
	}
	return passesNow
}

// A pruner replays records and deletes those that are of no use any more.
type pruner struct {
	std   Streams
	flags *testOptions // as they were given
	args  []string     // of the tests
	dry   bool
	n     int // schedules that have to pass where a record does not match any more
}

// prune looks at the records below the folders. Records of one package and
// kind of build stand together, so that it is built once.
func (p *pruner) prune(ctx context.Context, names []string) error {
	files, err := recordsBelow(names)
	if err != nil {
		return err
	}
	type build struct {
		dir, pkg, tags string
		race, short    bool
	}
	var order []build
	records := map[build][]*finding.Record{}
	paths := map[*finding.Record]string{}
	failed := false
	for _, file := range files {
		rec, err := finding.Load(file)
		if err != nil {
			fmt.Fprintln(p.std.Err, err)
			failed = true
			continue
		}
		b := build{packageOf(absolute(file)), rec.Package, rec.Tags, rec.Race, rec.Short}
		if len(records[b]) == 0 {
			order = append(order, b)
		}
		records[b] = append(records[b], rec)
		paths[rec] = file
	}
	for _, b := range order {
		if err := p.group(ctx, records[b], paths); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(p.std.Err, "%s: %v\n", b.pkg, err)
			failed = true
		}
	}
	if failed {
		return exit(exitUnfinished)
	}
	return nil
}

// group replays records that one test binary serves.
func (p *pruner) group(ctx context.Context, records []*finding.Record, paths map[*finding.Record]string) error {
	o := *p.flags
	o.load, o.build = slices.Clone(o.load), slices.Clone(o.build)
	r, err := o.openTest(ctx, p.std, absolute(paths[records[0]]), records[0], p.args)
	if err != nil {
		return err
	}
	defer r.close()
	for _, rec := range records {
		how := testGone
		if r.has(rec.Test) {
			shown, err := r.engine.replay(ctx, r.pool, rec, shrink.Config{})
			if err != nil {
				return err
			}
			if how = shown.standing(rec); how == differsNow {
				if how, err = p.search(ctx, r, rec); err != nil {
					return err
				}
			}
		}
		if err := p.judge(paths[rec], rec, how); err != nil {
			return err
		}
	}
	return nil
}

// search explores the test of a record that does not match any more: a program
// that was mended takes another way.
func (p *pruner) search(ctx context.Context, r *recordedTest, rec *finding.Record) (standing, error) {
	spec, _, err := r.engine.specOf(rec)
	if err != nil {
		return "", err
	}
	spec.Index, spec.Script, spec.Sites, spec.Trace, spec.Stacks = 0, nil, nil, false, false
	res, err := explore.Explore(ctx, r.pool, explore.Config{Base: spec, N: p.n, KeepGoing: true}, nil)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(res.Findings, func(f *explore.Found) bool { return f.Identity == rec.Identity }) {
		return showsAnew, nil
	}
	return standing(fmt.Sprintf("%s, and none of %s shows the finding", differsNow, text.Count(res.Executions, "schedule"))), nil
}

// judge says what became of a record, and deletes it if it is of no use.
func (p *pruner) judge(file string, rec *finding.Record, how standing) error {
	done := ""
	switch {
	case how == stillFails || how == showsAnother || how == showsAnew:
	case p.dry:
		done = "; would be deleted"
	default:
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("the record was not deleted: %w", err)
		}
		os.Remove(filepath.Dir(file)) // the folder of the test, if it is empty now
		done = "; deleted"
	}
	fmt.Fprintf(p.std.Out, "%s\n    %s: %s\n    %s%s\n", file, rec.Test, headline(rec), how, done)
	return nil
}
