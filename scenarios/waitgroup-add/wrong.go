package waitgroupadd

import "time"

func addInsideSleep(work []func()) {
	var w workers
	for _, f := range work {
		go func() {
			time.Sleep(20 * time.Millisecond) // connects, on a slow day
			w.run(f)
		}()
	}
	time.Sleep(10 * time.Millisecond) // long enough, usually
	w.wg.Wait()
}
