package records

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// What may become of a record beside what a replay of it shows.
const (
	showsAnew campaign.Standing = "no longer matches the code, but other schedules show the finding; racekit test will record it again"
	testGone  campaign.Standing = "its test is gone"
)

// A pruner replays records and deletes those that are of no use any more.
type pruner struct {
	std   frame.Streams
	flags *engine.Options // as they were given
	args  []string        // of the tests
	dry   bool
	n     int // schedules that have to pass where a record does not match any more
}

// prune looks at the records below the folders. Records of one package and
// kind of build stand together, so that it is built once.
func (p *pruner) prune(ctx context.Context, names []string) error {
	if engine.FilteredBy(p.args) {
		return errors.New("prune judges records by all subtests of their tests: leave out -test.run and -test.skip")
	}
	files, err := recordsBelow(names)
	if err != nil {
		return err
	}
	type build struct {
		dir, pkg, tags string
		race, short    bool
		detector       execution.Detector
	}
	var order []build
	records := map[build][]*record.Record{}
	paths := map[*record.Record]string{}
	failed := false
	for _, file := range files {
		rec, err := record.Load(file)
		if err != nil {
			fmt.Fprintln(p.std.Err, err)
			failed = true
			continue
		}
		b := build{record.PackageOf(absolute(file)), rec.Package, rec.Tags, rec.Race, rec.Short, rec.Detector}
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
		return frame.Exit(frame.ExitUnfinished)
	}
	return nil
}

// group replays records that one test binary serves.
func (p *pruner) group(ctx context.Context, records []*record.Record, paths map[*record.Record]string) error {
	o := *p.flags
	o.Load, o.Build = slices.Clone(o.Load), slices.Clone(o.Build)
	r, err := openTest(ctx, p.std, &o, absolute(paths[records[0]]), records[0], p.args)
	if err != nil {
		return err
	}
	defer r.close()
	for _, rec := range records {
		how := testGone
		if r.has(rec.Test) {
			shown, err := r.campaign().Replay(ctx, rec, shrink.Config{})
			if err != nil {
				return err
			}
			if how = shown.Standing(rec); how == campaign.Differs {
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
// that was fixed takes another way.
func (p *pruner) search(ctx context.Context, r *recordedTest, rec *record.Record) (campaign.Standing, error) {
	spec, _, err := r.campaign().SpecOf(rec)
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
	return campaign.Standing(fmt.Sprintf("%s, and none of %s shows the finding", campaign.Differs, text.Count(res.Executions, "schedule"))), nil
}

// judge says what became of a record, and deletes it if it is of no use.
func (p *pruner) judge(file string, rec *record.Record, how campaign.Standing) error {
	done := ""
	switch {
	case how == campaign.StillFails || how == campaign.ShowsAnother || how == showsAnew:
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
