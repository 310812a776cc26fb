// A C++ node as users write them: hears the brain's decisions and metrics, and has another brain loaded.
#include <f1_brain/Decision.h>
#include <f1_brain/LoadBrain.h>
#include <f1_brain/Metrics.h>
#include <ros/ros.h>

#include <cstdio>

int main(int argc, char **argv) {
  ros::init(argc, argv, "watch_brain");
  ros::NodeHandle brain("/f1_brain");

  int decisions = 0;
  f1_brain::Decision last;
  bool measured = false;
  f1_brain::Metrics metrics;
  const auto on_decision = [&](const f1_brain::Decision::ConstPtr &decision) {
    last = *decision;
    ++decisions;
  };
  const auto on_metrics = [&](const f1_brain::Metrics::ConstPtr &heard) {
    metrics = *heard;
    measured = true;
  };
  const auto decision_topic = brain.subscribe<f1_brain::Decision>("decision", 50, on_decision);
  const auto metrics_topic = brain.subscribe<f1_brain::Metrics>("metrics", 5, on_metrics);
  const auto hear = [&](const auto &enough) {
    for (ros::Rate rate(200); ros::ok() && !enough(); rate.sleep()) ros::spinOnce();
  };

  hear([&] { return decisions >= 10 && measured; });
  std::printf("%s on %s: frame %lu, %.1f m/s; metrics of %s\n", last.model.c_str(), last.provider.c_str(),
              static_cast<unsigned long>(last.frame_sequence), last.v_mps, metrics.brain.c_str());

  f1_brain::LoadBrain load;
  load.request.brain = "line_follower";
  ros::ServiceClient client = brain.serviceClient<f1_brain::LoadBrain>("load_brain");
  if (!client.call(load) || !load.response.success) {
    std::printf("not loaded: %s\n", load.response.message.c_str());
    return 1;
  }
  hear([&] { return last.brain == "line_follower"; });
  std::printf("%s drives now\n", load.response.brain.c_str());
  return 0;
}
