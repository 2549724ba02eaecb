#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_JOBS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_JOBS_H_

#include "service/simulator/inside/adb_request.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// What an ADB command does to a phone when its job ends: it runs, its output is that of the job, and where it
// fails the job is one of CPS.0191, of CPS.0104 where an object is not there.
JobEffect AdbEffect(const AdbRequest& request);

// The same for a synchronous command, which has two seconds on each phone (the vendor's documented limits).
// Unverified: that one which takes longer ends as CPS.0054.
JobEffect SyncEffect(const AdbRequest& request);

// Unpacks an archive of the object store below the root of `files`: only what `takes` says yes to. The job
// fails where it is not there, or is no archive.
void Unpack(const ObjectPath& object, bool (*takes)(const std::string& path), World* world, Job* job,
            FileTree* files);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_JOBS_H_
